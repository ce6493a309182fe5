-- one row per customer in the part of the flow of one month: id
-- Months are numbered year · 12 + month; a purchase on day d keeps a customer active at the month ends d … d + days − 1.
WITH bought AS (
    SELECT customer_no, day, patience + 1 AS days, min(day) OVER (PARTITION BY customer_no) AS first,
           lead(day) OVER (PARTITION BY customer_no ORDER BY day) AS next
    FROM patient_purchases($as_of::DATE, $window::INTEGER, $times::INTEGER)
), covered AS (
    SELECT customer_no, (year(first) * 12 + month(first))::INTEGER AS first_month,
           (year(day) * 12 + month(day))::INTEGER AS from_month,
           (year(least(next, day + days)) * 12 + month(least(next, day + days)))::INTEGER - 1 AS to_month
    FROM bought
), people AS (
    SELECT customer_no, min(first_month) AS first_month,
           bool_or(from_month <= $month::INTEGER - 1 AND to_month >= $month::INTEGER - 1) AS before,
           bool_or(from_month <= $month::INTEGER AND to_month >= $month::INTEGER) AS after
    FROM covered WHERE to_month >= from_month
    GROUP BY customer_no
)
SELECT i.customer_id FROM people JOIN profiles() i USING (customer_no)
WHERE CASE $part::VARCHAR
          WHEN 'start' THEN before
          WHEN 'end' THEN after
          WHEN 'kept' THEN before AND after
          WHEN 'lapsed' THEN before AND NOT after
          WHEN 'new' THEN after AND NOT before AND first_month = $month::INTEGER
          WHEN 'returned' THEN after AND NOT before AND first_month <> $month::INTEGER
          ELSE FALSE END
ORDER BY i.customer_id;
