-- one row per loss of one month (year · 12 + month): id of the customer whose silence exceeded the window in it
WITH steps AS (
    SELECT customer_no, day, lead(day) OVER (PARTITION BY customer_no ORDER BY day) AS next
    FROM purchases($as_of::DATE)
), losses AS (
    SELECT customer_no, day + $window::INTEGER + 1 AS lost_on
    FROM steps
    WHERE (next IS NULL OR next > day + $window::INTEGER + 1) AND day + $window::INTEGER + 1 <= $as_of::DATE
)
SELECT i.customer_id FROM losses JOIN profiles() i USING (customer_no)
WHERE year(lost_on) * 12 + month(lost_on) = $month::INTEGER
ORDER BY i.customer_id, lost_on;
