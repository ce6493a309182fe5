-- one row: the numbers of the customers of order lines, by their keys
DELETE FROM customer_numbers;
INSERT INTO customer_numbers
SELECT coalesce(list(i.customer_no ORDER BY k.customer_key), []) FROM customer_keys k LEFT JOIN customer_index i USING (customer_id);
