-- one row per further id of the customer
SELECT customer_id FROM customer_index WHERE customer_no = $no::INTEGER AND place > 0 ORDER BY place, customer_id;
