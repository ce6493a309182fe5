-- one row per customer that ever had an order line, in the order of their keys, which begin at 1 and leave none out
SELECT customer_id FROM customer_keys ORDER BY customer_key
