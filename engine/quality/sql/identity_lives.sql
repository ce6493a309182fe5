-- one row per customer id asked for that has bought: orders, first and last day, net revenue
SELECT customer_id, count(DISTINCT order_id), day_no(min(day)), day_no(max(day)), units(sum(amount))
FROM lines_loaded($as_of::DATE)
WHERE customer_id IN (SELECT unnest($ids)) AND (void_on IS NULL OR void_on > $as_of::DATE)
GROUP BY customer_id HAVING bool_or(kind <> 'refund') ORDER BY customer_id;
