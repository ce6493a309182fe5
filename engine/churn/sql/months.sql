-- one row per pair of days of silence, on one day as seen then and on a later one as seen then: customers of the first day
WITH early AS (
    SELECT customer_no, ($early::DATE - max(day))::INTEGER AS silent FROM purchases($early::DATE) GROUP BY customer_no
), late AS (
    SELECT customer_no, ($late::DATE - max(day))::INTEGER AS silent FROM purchases($late::DATE) GROUP BY customer_no
)
-- whose purchases were all given back in between is no customer any more: silent for ever
SELECT e.silent, coalesce(l.silent, 1000000) AS later, count(*)
FROM early e LEFT JOIN late l USING (customer_no)
GROUP BY e.silent, later ORDER BY e.silent, later;
