-- one row per id that looks like a collective or test account rather than a person
WITH c AS (
    SELECT customer_id, count(*) AS lines, count(DISTINCT order_id) AS orders, sum(abs(amount)) AS money,
           min(file_id::BIGINT * 1099511627776 + line) AS place
    FROM lines_loaded($as_of::DATE) GROUP BY customer_id
), base AS (SELECT count(*) AS customers, sum(orders) AS orders, quantile_disc(orders, 0.99) AS many FROM c),
named AS (
    SELECT c.*, coalesce(p.name, '') AS name,
           regexp_full_match(lower(trim(c.customer_id)), $anonymous) OR regexp_full_match(lower(trim(coalesce(p.name, ''))), $anonymous) AS anonymous,
           regexp_full_match(lower(trim(c.customer_id)), $test) OR regexp_full_match(lower(trim(coalesce(p.name, ''))), $test) AS tester,
           c.customer_id IN (SELECT customer_id FROM excluded_ids) AS excluded
    FROM c LEFT JOIN customers p USING (customer_id)
)
SELECT CASE WHEN tester THEN 'test_account' WHEN anonymous THEN 'walk_in' ELSE 'huge_buyer' END AS code,
       n.customer_id, n.orders, n.lines, units(n.money), base.orders::BIGINT, n.place, n.excluded
FROM named n, base
WHERE excluded OR tester OR anonymous OR base.customers >= 20 AND n.orders >= 30 AND n.orders > 0.01 * base.orders AND n.orders > 20 * base.many
ORDER BY n.excluded, code, n.orders DESC, n.customer_id;
