-- one row per customer: id, first and last purchase day (−1: all given back), purchase days, days its silence may last, net revenue ever and of the last 365 days
WITH bought AS (
    SELECT customer_no, min(day) AS first, max(day) AS last, count(*) AS days, arg_max(patience, day) AS patience
    FROM patient_purchases($as_of::DATE, $window::INTEGER, $times::INTEGER) GROUP BY customer_no
), money AS (
    SELECT customer_no, units(sum(amount)) AS ever, coalesce(units(sum(amount) FILTER (day > $as_of::DATE - 365)), 0) AS year
    FROM money_days($as_of::DATE) GROUP BY customer_no
)
SELECT i.customer_id, coalesce(day_no(b.first), -1), coalesce(day_no(b.last), -1), coalesce(b.days, 0), coalesce(b.patience, 0), coalesce(m.ever, 0), coalesce(m.year, 0)
FROM profiles() i LEFT JOIN bought b USING (customer_no) LEFT JOIN money m USING (customer_no)
ORDER BY i.customer_id;
