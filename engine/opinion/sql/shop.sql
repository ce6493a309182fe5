-- one row per customer who ever bought: whether silent for too long on the day, and the net revenue of the 365 days up to the last purchase
WITH last AS (
    SELECT customer_no, max(day) AS last_day, arg_max(patience, day) AS patience
    FROM patient_purchases($as_of::DATE, $window::INTEGER, $times::INTEGER) GROUP BY customer_no
)
SELECT l.customer_no, ($as_of::DATE - l.last_day) > l.patience AS lost, units(sum(m.amount))
FROM last l JOIN money_days($as_of::DATE) m ON m.customer_no = l.customer_no AND m.day > l.last_day - 365
GROUP BY l.customer_no, l.last_day, l.patience ORDER BY l.customer_no;
