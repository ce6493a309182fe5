-- one row per customer of $customers, by customer_no: what they paid against the shop's usual price, and whether their goods are still sold
WITH
kept AS (SELECT unnest($customers::INTEGER[]) AS customer_no),
sold AS MATERIALIZED (
    SELECT customer_no, day, coalesce(product_id, product) AS product, unit_price
    FROM lines_known($as_of::DATE)
    WHERE kind IN ('sale', 'refunded') AND unit_price IS NOT NULL AND coalesce(product_id, product) IS NOT NULL
),
shop AS (
    SELECT product, round(sum(unit_price)::DOUBLE / count(*), 4)::DECIMAL(18, 4) AS usual, max(day) AS last_sold,
           round(sum(unit_price) FILTER (day > $as_of::DATE - 90)::DOUBLE / nullif(count(*) FILTER (day > $as_of::DATE - 90), 0), 4)::DECIMAL(18, 4) AS recent
    FROM sold GROUP BY product
),
bought AS (
    SELECT s.*, shop.usual, shop.recent, shop.last_sold, max(day) OVER (PARTITION BY customer_no) AS last_day
    FROM sold s SEMI JOIN kept USING (customer_no) JOIN shop USING (product)
),
paid AS (
    SELECT customer_no, sum(unit_price)::DOUBLE / nullif(sum(usual)::DOUBLE, 0) AS price_index,
           sum(recent) FILTER (day = last_day)::DOUBLE / nullif(sum(unit_price) FILTER (day = last_day AND recent IS NOT NULL)::DOUBLE, 0) - 1 AS price_rise,
           count(*) FILTER (last_sold <= $as_of::DATE - 90)::DOUBLE / count(*) AS gone_share
    FROM bought GROUP BY customer_no
)
SELECT price_index, price_rise, gone_share
FROM kept LEFT JOIN paid USING (customer_no)
ORDER BY customer_no
