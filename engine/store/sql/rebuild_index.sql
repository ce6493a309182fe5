-- one row per customer of any table, numbered in order of the id's bytes
INSERT INTO customer_index
SELECT row_number() OVER (ORDER BY customer_id)::INTEGER, customer_id
FROM (
    SELECT customer_id FROM order_lines
    UNION SELECT customer_id FROM customers
    UNION SELECT customer_id FROM tickets
    UNION SELECT customer_id FROM feedback
    UNION SELECT customer_id FROM contacts
);
