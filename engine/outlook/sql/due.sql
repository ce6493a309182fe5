-- one row per month to come: month (year · 12 + month), customers still here whose silence will have lasted too long in it unless they buy
WITH state AS (
    SELECT customer_no, max(day) + arg_max(patience, day) + 1 AS lost_on
    FROM patient_purchases($as_of::DATE, $window::INTEGER, $times::INTEGER) GROUP BY customer_no
)
SELECT (year(lost_on) * 12 + month(lost_on))::INTEGER AS month, count(*)
FROM state WHERE lost_on > $as_of::DATE GROUP BY month ORDER BY month;
