-- one row per customer id asked for: its customer number
SELECT customer_id, customer_no FROM customer_index WHERE customer_id IN (SELECT unnest($ids)) ORDER BY customer_id;
