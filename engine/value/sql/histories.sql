-- one row per customer with a purchase by as_of: id, first and last purchase day, purchase days, amount and amount of the days after the first; as seen at the cut-off: first, last, days, days of the last stretch; purchase days after the cut-off
WITH present AS (
    SELECT customer_no, min(day) AS first, max(day) AS last, count(*) AS days, sum(amount) AS amount,
           sum(amount) - arg_min(amount, day) AS repeated, count(*) FILTER (day > $cutoff::DATE) AS actual
    FROM purchases($as_of::DATE) GROUP BY customer_no
), past AS (
    SELECT customer_no, min(day) AS first, max(day) AS last, count(*) AS days,
           count(*) FILTER (day > $cutoff::DATE - $holdout::INTEGER) AS recent
    FROM purchases($cutoff::DATE) GROUP BY customer_no
)
SELECT i.customer_id, day_no(n.first), day_no(n.last), n.days, units(n.repeated),
       coalesce(day_no(p.first), 0), coalesce(day_no(p.last), 0), coalesce(p.days, 0), coalesce(p.recent, 0),
       CASE WHEN p.customer_no IS NULL THEN 0 ELSE n.actual END
FROM present n JOIN profiles() i USING (customer_no) LEFT JOIN past p USING (customer_no)
ORDER BY i.customer_id;
