-- one row per state at the earlier and state at the later day: customers
WITH known AS (
    SELECT customer_no, min(day) AS first, max(day) AS last, max(day) FILTER (day <= $from::DATE) AS before,
           arg_max(patience, day) AS patience, arg_max(patience, day) FILTER (day <= $from::DATE) AS patience_before
    FROM patient_purchases($as_of::DATE, $window::INTEGER, $times::INTEGER) GROUP BY customer_no
)
SELECT CASE WHEN before IS NULL THEN 'not_yet'
            WHEN $from::DATE - before > patience_before THEN 'lost'
            WHEN $from::DATE - first <= $window::INTEGER THEN 'new'
            WHEN 2 * ($from::DATE - before) > patience_before THEN 'slowing' ELSE 'active' END AS earlier,
       CASE WHEN $as_of::DATE - last > patience THEN 'lost'
            WHEN $as_of::DATE - first <= $window::INTEGER THEN 'new'
            WHEN 2 * ($as_of::DATE - last) > patience THEN 'slowing' ELSE 'active' END AS later,
       count(*)
FROM known GROUP BY earlier, later ORDER BY earlier, later;
