-- one row per customer: number and identifier
SELECT customer_no, customer_id FROM profiles() ORDER BY customer_no
