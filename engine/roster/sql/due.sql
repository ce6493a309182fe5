-- one row per customer still here whose silence will have lasted too long in one month (year · 12 + month) unless they buy: id
WITH state AS (
    SELECT customer_no, max(day) + arg_max(patience, day) + 1 AS lost_on
    FROM patient_purchases($as_of::DATE, $window::INTEGER, $times::INTEGER) GROUP BY customer_no
)
SELECT i.customer_id FROM state JOIN profiles() i USING (customer_no)
WHERE lost_on > $as_of::DATE AND year(lost_on) * 12 + month(lost_on) = $month::INTEGER
ORDER BY i.customer_id;
