-- one row per customer in the part of the headline rates: id
WITH state AS (
    SELECT customer_no, count(*) AS days, max(day) AS last,
           max(day) FILTER (day <= $from::DATE) AS before,
           arg_max(patience, day) AS patience, arg_max(patience, day) FILTER (day <= $from::DATE) AS patience_before
    FROM patient_purchases($as_of::DATE, $window::INTEGER, $times::INTEGER) GROUP BY customer_no
), flags AS (
    SELECT customer_no, days = 1 AS one_time,
           $as_of::DATE - last > patience AS silent,
           before IS NOT NULL AND $from::DATE - before <= patience_before AS was_active,
           before IS NOT NULL AND $from::DATE - before > patience_before AS was_lost
    FROM state
)
SELECT i.customer_id
FROM flags JOIN profiles() i USING (customer_no)
WHERE CASE $part::VARCHAR
          WHEN 'known' THEN TRUE
          WHEN 'silent' THEN silent
          WHEN 'active' THEN was_active
          WHEN 'churned' THEN was_active AND silent
          WHEN 'kept' THEN was_active AND NOT silent
          WHEN 'was_lost' THEN was_lost
          WHEN 'recovered' THEN was_lost AND NOT silent
          WHEN 'one_time' THEN one_time
          WHEN 'one_time_lost' THEN one_time AND silent
          ELSE FALSE END
ORDER BY i.customer_id;
