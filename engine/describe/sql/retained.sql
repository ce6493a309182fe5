-- one row per customer with a purchase in the earlier stretch: net revenue of it and of the one after
SELECT m.customer_no,
       coalesce(units(sum(m.amount) FILTER (m.day <= $from::DATE)), 0),
       coalesce(units(sum(m.amount) FILTER (m.day > $from::DATE)), 0)
FROM money_days($as_of::DATE) m JOIN profiles() p USING (customer_no)
WHERE m.day > $before::DATE
GROUP BY m.customer_no, p.customer_id
HAVING bool_or(m.purchase AND m.day <= $from::DATE)
ORDER BY p.customer_id;
