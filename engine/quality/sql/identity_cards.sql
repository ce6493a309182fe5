-- one row per customer id asked for, kind of text that tells who it is, and text
SELECT DISTINCT customer_id, kind, value FROM (
    SELECT customer_id, 'name' AS kind, name AS value FROM customers
    UNION ALL
    SELECT customer_id, replace(name, 'contact:', ''), value FROM customer_attributes WHERE starts_with(name, 'contact:')
) WHERE customer_id IN (SELECT unnest($ids)) AND value <> ''
ORDER BY customer_id, kind, value;
