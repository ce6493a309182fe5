-- one row per customer id
SELECT i.customer_id, coalesce(c.name, '') FROM customer_index i LEFT JOIN customers c USING (customer_id) ORDER BY i.customer_id;
