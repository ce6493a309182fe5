-- one row: what the order lines hold at each level, and how many lines fill each column
WITH l AS (
    SELECT order_id, customer_id, day, kind = 'sale' AND customer_id NOT IN (SELECT customer_id FROM excluded_ids) AS counted, amount, kind, product_id IS NOT NULL OR product IS NOT NULL AS product,
           category, quantity, unit_price, cost, status, channel, region
    FROM lines_loaded($as_of::DATE)
), orders AS (
    SELECT count(*) AS loaded, count(*) FILTER (counted) AS counted
    FROM (SELECT bool_or(counted) AS counted FROM l GROUP BY order_id)
), people AS (
    SELECT count(*) AS loaded, count(*) FILTER (counted > 0) AS counted, sum(days)::BIGINT AS days, sum(counted)::BIGINT AS days_counted
    FROM (
        SELECT count(*) AS days, count(*) FILTER (counted) AS counted
        FROM (SELECT customer_id, bool_or(counted) AS counted FROM l GROUP BY customer_id, day) GROUP BY customer_id
    )
), lines AS (
    SELECT count(*) AS loaded, count(*) FILTER (counted) AS counted, sum(amount) AS amount, sum(amount) FILTER (counted) AS amount_counted,
           sum(abs(amount)) AS money, count(*) FILTER (kind IN ('sale', 'refunded')) AS sold,
           count(*) FILTER (product) AS product, count(category) AS category, count(quantity) AS quantity, count(unit_price) AS unit_price,
           count(cost) AS cost, count(status) AS status, count(channel) AS channel, count(region) AS region
    FROM l
)
SELECT l.loaded, o.loaded, p.loaded, coalesce(p.days, 0), units(coalesce(l.amount, 0)),
       l.counted, o.counted, p.counted, coalesce(p.days_counted, 0), units(coalesce(l.amount_counted, 0)),
       units(coalesce(l.money, 0)), l.sold, product, category, quantity, unit_price, cost, status, channel, region
FROM lines l, orders o, people p;
