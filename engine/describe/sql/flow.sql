-- one row per complete month with a change: customers who became active for the first time, became active again, ceased to be active
-- Months are numbered year · 12 + month; a purchase on day d keeps a customer active at the month ends d … d + days − 1.
WITH bought AS (
    SELECT customer_no, day, patience + 1 AS days, min(day) OVER (PARTITION BY customer_no) AS first,
           lead(day) OVER (PARTITION BY customer_no ORDER BY day) AS next
    FROM patient_purchases($as_of::DATE, $window::INTEGER, $times::INTEGER)
), cover AS (
    -- month ends at which this is the last purchase and still counts; none when to_month < from_month
    SELECT customer_no, first, (year(day) * 12 + month(day))::INTEGER AS from_month,
           least(next, day + days) AS until
    FROM bought
), covered AS (
    SELECT customer_no, (year(first) * 12 + month(first))::INTEGER AS first_month, from_month,
           (year(until) * 12 + month(until))::INTEGER - 1 AS to_month
    FROM cover
), spells AS (
    SELECT first_month, from_month, to_month,
           lag(to_month) OVER person AS earlier, lead(from_month) OVER person AS later
    FROM covered WHERE to_month >= from_month
    WINDOW person AS (PARTITION BY customer_no ORDER BY from_month)
), changes AS (
    SELECT from_month AS month, (from_month = first_month)::INTEGER AS fresh, (from_month <> first_month)::INTEGER AS back, 0 AS lapsed
    FROM spells WHERE earlier IS NULL OR earlier + 1 < from_month
    UNION ALL
    SELECT to_month + 1, 0, 0, 1 FROM spells WHERE later IS NULL OR later > to_month + 1
)
SELECT month, sum(fresh)::BIGINT, sum(back)::BIGINT, sum(lapsed)::BIGINT
FROM changes
WHERE month <= year($as_of::DATE + 1) * 12 + month($as_of::DATE + 1) - 1
GROUP BY month ORDER BY month;
