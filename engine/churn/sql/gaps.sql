-- one row per gap length in days: gaps that ended in a purchase, gaps still open at as_of
WITH steps AS (
    SELECT day, lead(day) OVER (PARTITION BY customer_no ORDER BY day) AS next
    FROM purchases($as_of::DATE)
)
SELECT (coalesce(next, $as_of::DATE) - day)::INTEGER AS gap, count(next), count(*) - count(next)
FROM steps GROUP BY gap ORDER BY gap;
