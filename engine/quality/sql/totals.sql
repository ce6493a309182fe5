-- one row: what the order lines hold at each level, and how many lines fill each column
SELECT count(*), count(DISTINCT order_id), count(DISTINCT customer_id), count(DISTINCT (customer_id, day)), units(coalesce(sum(amount), 0)),
       count(*) FILTER (kind = 'sale'), count(DISTINCT order_id) FILTER (kind = 'sale'), count(DISTINCT customer_id) FILTER (kind = 'sale'),
       count(DISTINCT (customer_id, day)) FILTER (kind = 'sale'), units(coalesce(sum(amount) FILTER (kind = 'sale'), 0)),
       units(coalesce(sum(abs(amount)), 0)),
       count(*) FILTER (kind IN ('sale', 'refunded')),
       count(*) FILTER (product_id IS NOT NULL OR product IS NOT NULL), count(category), count(quantity), count(unit_price), count(cost),
       count(status), count(channel), count(region)
FROM lines_loaded($as_of::DATE);
