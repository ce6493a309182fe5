-- one row per customer number asked for: number and identifier
SELECT customer_no, customer_id FROM profiles() WHERE customer_no IN (SELECT unnest($numbers)) ORDER BY customer_no;
