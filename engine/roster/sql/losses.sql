-- one row per loss of one month (year · 12 + month): id of the customer whose silence exceeded the window in it
WITH steps AS (
    SELECT customer_no, day, day + patience + 1 AS lost_on, lead(day) OVER (PARTITION BY customer_no ORDER BY day) AS next
    FROM patient_purchases($as_of::DATE, $window::INTEGER, $times::INTEGER)
), losses AS (
    SELECT customer_no, lost_on
    FROM steps
    WHERE (next IS NULL OR next > lost_on) AND lost_on <= $as_of::DATE
)
SELECT i.customer_id FROM losses JOIN profiles() i USING (customer_no)
WHERE year(lost_on) * 12 + month(lost_on) = $month::INTEGER
ORDER BY i.customer_id, lost_on;
