-- one row per lost customer as of a day, most revenue of the 365 days up to the last purchase (later refunds deducted) first
WITH last AS (
    SELECT customer_no, max(day) AS last_day, count(*)::INTEGER AS days, arg_max(patience, day) AS patience
    FROM patient_purchases($as_of::DATE, $window::INTEGER, $times::INTEGER) GROUP BY customer_no
)
SELECT l.customer_no, p.customer_id, day_no(l.last_day), ($as_of::DATE - l.last_day)::INTEGER, l.days,
       units(sum(m.amount)) AS revenue, p.do_not_contact
FROM last l
JOIN profiles() p USING (customer_no)
JOIN money_days($as_of::DATE) m ON m.customer_no = l.customer_no AND m.day > l.last_day - 365
WHERE $as_of::DATE - l.last_day > l.patience
GROUP BY l.customer_no, p.customer_id, l.last_day, l.days, p.do_not_contact
ORDER BY revenue DESC, l.customer_no;
