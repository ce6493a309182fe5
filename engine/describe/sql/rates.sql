-- one row: the movement of customers between two days, and the state at the later one
WITH state AS (
    SELECT customer_no, count(*) AS days, max(day) AS last,
           max(day) FILTER (day <= $from::DATE) AS before
    FROM purchases($as_of::DATE) GROUP BY customer_no
), flags AS (
    SELECT days = 1 AS one_time,
           $as_of::DATE - last > $window::INTEGER AS silent,
           before IS NOT NULL AND $from::DATE - before <= $window::INTEGER AS was_active,
           before IS NOT NULL AND $from::DATE - before > $window::INTEGER AS was_lost
    FROM state
)
SELECT count(*), count(*) FILTER (silent),
       count(*) FILTER (was_active), count(*) FILTER (was_active AND silent),
       count(*) FILTER (was_lost), count(*) FILTER (was_lost AND NOT silent),
       count(*) FILTER (one_time), count(*) FILTER (one_time AND silent)
FROM flags;
