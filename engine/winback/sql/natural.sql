-- one row per days of silence and purchase days at the cut-off: customers, of them back within the horizon, their net revenue from the return on
WITH state AS (
    SELECT customer_no, ($cutoff::DATE - max(day))::INTEGER AS silent, count(*)::INTEGER AS days
    FROM purchases($cutoff::DATE) GROUP BY customer_no
), contacted AS (
    -- what an offer brought back is no natural return
    SELECT DISTINCT customer_no FROM contacts_known($until::DATE) WHERE arm = 'treated' AND day >= $cutoff::DATE
), back AS (
    SELECT customer_no, min(day) AS day FROM purchases($until::DATE) WHERE day > $cutoff::DATE GROUP BY customer_no
), spent AS (
    SELECT b.customer_no, sum(m.amount) AS amount
    FROM back b JOIN money_days($until::DATE) m ON m.customer_no = b.customer_no AND m.day >= b.day
    GROUP BY b.customer_no
)
SELECT silent, days, count(*), count(b.amount), units(coalesce(sum(b.amount), 0))
FROM state s LEFT JOIN spent b USING (customer_no)
WHERE s.customer_no NOT IN (SELECT customer_no FROM contacted)
GROUP BY silent, days ORDER BY silent, days;
