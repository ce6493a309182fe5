-- one row per days of silence at the cut-off: customers, of them back within the horizon, spend up to the cut-off
WITH state AS (
    -- what one would have seen on the cut-off day
    SELECT customer_no, ($cutoff::DATE - max(day))::INTEGER AS silent, sum(amount) AS spend
    FROM purchases($cutoff::DATE) GROUP BY customer_no
), back AS (
    -- what turned out later
    SELECT customer_no FROM purchases($as_of::DATE)
    WHERE day > $cutoff::DATE AND day <= $cutoff::DATE + $horizon::INTEGER
    GROUP BY customer_no
)
SELECT silent, count(*), count(b.customer_no), units(sum(spend))
FROM state s LEFT JOIN back b USING (customer_no)
GROUP BY silent ORDER BY silent;
