-- one row per customer who bought after as_of and not later than as_of + horizon, as known at end, by customer_no
SELECT DISTINCT customer_no
FROM purchases($end::DATE)
WHERE day > $as_of::DATE AND day <= $as_of::DATE + $horizon::INTEGER
ORDER BY customer_no
