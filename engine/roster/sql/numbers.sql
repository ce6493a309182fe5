-- one row per customer: number, id
SELECT customer_no, customer_id FROM profiles() ORDER BY customer_id;
