-- one row per customer with money moved in the 365 days up to as_of: margin of the purchase days whose cost is known, amount of everything else (refunds included), in ten-thousandths
WITH
days AS (SELECT customer_no, day, amount FROM money_days($as_of::DATE) WHERE day > $as_of::DATE - 365),
costed AS (SELECT customer_no, day, amount, cost FROM purchases($as_of::DATE) WHERE day > $as_of::DATE - 365 AND cost IS NOT NULL)
SELECT d.customer_no,
       units(coalesce(sum(c.amount - c.cost), 0)),
       units(coalesce(sum(d.amount - coalesce(c.amount, 0)), 0))
FROM days d LEFT JOIN costed c USING (customer_no, day)
GROUP BY d.customer_no
ORDER BY d.customer_no
