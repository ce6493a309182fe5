-- one row per history of purchase days known at as_of: repeats after the first, day of the last and of as_of counted from the first; how many customers
WITH lives AS (
    SELECT count(*) - 1 AS repeats, max(day) - min(day) AS last, $as_of::DATE - min(day) AS age
    FROM purchases($as_of::DATE) GROUP BY customer_no
)
SELECT repeats, last::BIGINT, age::BIGINT, count(*)
FROM lives
GROUP BY repeats, last, age
ORDER BY repeats, last, age
