-- one row per customer with money moved in the 365 days up to as_of, by customer_no: id, whether contact is unwanted, margin of the purchase days whose cost is known, amount of everything else
WITH
days AS (SELECT customer_no, day, amount FROM money_days($as_of::DATE) WHERE day > $as_of::DATE - 365),
costed AS (SELECT customer_no, day, amount, cost FROM purchases($as_of::DATE) WHERE day > $as_of::DATE - 365 AND cost IS NOT NULL),
sums AS (
    SELECT customer_no, coalesce(sum(c.amount - c.cost), 0) AS margin, coalesce(sum(d.amount - coalesce(c.amount, 0)), 0) AS rest
    FROM days d LEFT JOIN costed c USING (customer_no, day) GROUP BY customer_no
)
SELECT p.customer_no, p.customer_id, p.do_not_contact, units(coalesce(s.margin, 0)), units(coalesce(s.rest, 0))
FROM profiles() p SEMI JOIN (SELECT unnest($customers::INTEGER[]) AS customer_no) USING (customer_no) LEFT JOIN sums s USING (customer_no)
ORDER BY p.customer_no
