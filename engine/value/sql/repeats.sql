-- one row per day: repeat purchases of the customers who first bought by the cut-off
WITH steps AS (
    SELECT customer_no, day, min(day) OVER (PARTITION BY customer_no) AS first FROM purchases($as_of::DATE)
)
SELECT day_no(day), count(*) FROM steps
WHERE first <= $cutoff::DATE AND day > first
GROUP BY day ORDER BY day;
