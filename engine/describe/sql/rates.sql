-- one row: the movement of customers between two days, and the state at the later one
WITH state AS (
    SELECT customer_no, count(*) AS days, max(day) AS last,
           max(day) FILTER (day <= $from::DATE) AS before,
           arg_max(patience, day) AS patience, arg_max(patience, day) FILTER (day <= $from::DATE) AS patience_before
    FROM patient_purchases($as_of::DATE, $window::INTEGER, $times::INTEGER) GROUP BY customer_no
), flags AS (
    SELECT days = 1 AS one_time,
           $as_of::DATE - last > patience AS silent,
           before IS NOT NULL AND $from::DATE - before <= patience_before AS was_active,
           before IS NOT NULL AND $from::DATE - before > patience_before AS was_lost
    FROM state
)
SELECT count(*), count(*) FILTER (silent),
       count(*) FILTER (was_active), count(*) FILTER (was_active AND silent),
       count(*) FILTER (was_lost), count(*) FILTER (was_lost AND NOT silent),
       count(*) FILTER (one_time), count(*) FILTER (one_time AND silent)
FROM flags;
