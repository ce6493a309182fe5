-- one row per customer known at as_of: id, days of silence, days it may last, purchase days; days until the next purchase (-1: none by the last day) and net revenue after as_of
WITH state AS (
    -- what one would have seen on that day
    SELECT customer_no, ($as_of::DATE - max(day))::INTEGER AS silent, count(*) AS days, arg_max(patience, day) AS patience
    FROM patient_purchases($as_of::DATE, $window::INTEGER, $times::INTEGER) GROUP BY customer_no
), next AS (
    -- what turned out later
    SELECT customer_no, (min(day) - $as_of::DATE)::INTEGER AS wait
    FROM purchases($until::DATE) WHERE day > $as_of::DATE GROUP BY customer_no
), spent AS (
    SELECT customer_no, sum(amount) AS amount FROM money_days($until::DATE) WHERE day > $as_of::DATE GROUP BY customer_no
)
SELECT p.customer_id, s.silent, s.patience, s.days, coalesce(n.wait, -1), units(coalesce(m.amount, 0))
FROM state s JOIN profiles() p USING (customer_no) LEFT JOIN next n USING (customer_no) LEFT JOIN spent m USING (customer_no)
ORDER BY p.customer_id;
