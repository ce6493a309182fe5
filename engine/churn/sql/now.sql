-- one row per days of silence at as_of: customers, their net amount so far
WITH state AS (
    SELECT customer_no, ($as_of::DATE - max(day))::INTEGER AS silent, sum(amount) AS spend
    FROM purchases($as_of::DATE) GROUP BY customer_no
)
SELECT silent, count(*), units(sum(spend)) FROM state GROUP BY silent ORDER BY silent;
