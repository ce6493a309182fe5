-- one row per customer who ever bought, with the net revenue of the 365 days up to the last purchase, later refunds deducted
WITH last AS (
    SELECT customer_no, max(day) AS last_day, arg_max(patience, day) AS patience, count(*) AS purchase_days
    FROM patient_purchases($as_of::DATE, $window::INTEGER, $times::INTEGER) GROUP BY customer_no
)
SELECT l.customer_no, p.customer_id, day_no(l.last_day), ($as_of::DATE - l.last_day) > l.patience AS lost,
       units(sum(m.amount)), '' AS reason, l.purchase_days::INTEGER
FROM last l
JOIN profiles() p USING (customer_no)
JOIN money_days($as_of::DATE) m ON m.customer_no = l.customer_no AND m.day > l.last_day - 365
GROUP BY l.customer_no, p.customer_id, l.last_day, l.patience, l.purchase_days
ORDER BY l.customer_no;
