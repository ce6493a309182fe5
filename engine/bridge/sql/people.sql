-- one row per customer with money in either period: id, first purchase day, and of both periods purchase days, value at reference prices, list value, sales, refunds
WITH lines AS MATERIALIZED (
    SELECT customer_no, day, coalesce(nullif(product_id, ''), product) AS product, quantity, units(amount) AS amount,
           greatest(units(coalesce(discount, 0)), 0) AS discount, kind = 'refund' AS refund, 0::BIGINT AS back
    FROM lines_known($as_of::DATE)
    WHERE kind <> 'void'
    UNION ALL
    -- given back in full: a sale of its day, and a refund of the same amount on the same day
    SELECT customer_no, day, coalesce(nullif(product_id, ''), product), quantity, units(amount),
           greatest(units(coalesce(discount, 0)), 0), FALSE, units(amount)
    FROM returns_known($as_of::DATE)
    WHERE kind = 'refunded'
), placed AS MATERIALIZED (
    SELECT *, amount + discount AS list,
           CASE WHEN day > $after_from::DATE AND day <= $after_to::DATE THEN 2
                WHEN day > $before_from::DATE AND day <= $before_to::DATE THEN 1 ELSE 0 END AS period
    FROM lines
), priced AS (
    SELECT product, period, sum(list)::DOUBLE / sum(quantity)::DOUBLE AS price
    FROM placed
    WHERE period > 0 AND NOT refund AND quantity > 0 AND list > 0 AND product IS NOT NULL
    GROUP BY product, period
), reference AS (
    -- halfway between the mean list prices of the two periods; the only one when sold in one of them
    SELECT product, (min(price) + max(price)) / 2 AS price FROM priced GROUP BY product
), valued AS (
    SELECT p.*, CASE WHEN r.price IS NOT NULL AND p.quantity > 0 AND p.list > 0
                     THEN round(p.quantity::DOUBLE * r.price)::BIGINT ELSE p.list END AS volume
    FROM placed p LEFT JOIN reference r USING (product)
), people AS (
    SELECT customer_no, min(day) FILTER (NOT refund) AS first,
           count(DISTINCT day) FILTER (period = 1 AND NOT refund) AS days1,
           sum(volume) FILTER (period = 1 AND NOT refund) AS volume1,
           sum(list) FILTER (period = 1 AND NOT refund) AS list1,
           sum(amount) FILTER (period = 1 AND NOT refund) AS sales1,
           sum(CASE WHEN refund THEN amount ELSE -back END) FILTER (period = 1) AS refunds1,
           count(DISTINCT day) FILTER (period = 2 AND NOT refund) AS days2,
           sum(volume) FILTER (period = 2 AND NOT refund) AS volume2,
           sum(list) FILTER (period = 2 AND NOT refund) AS list2,
           sum(amount) FILTER (period = 2 AND NOT refund) AS sales2,
           sum(CASE WHEN refund THEN amount ELSE -back END) FILTER (period = 2) AS refunds2
    FROM valued
    GROUP BY customer_no
    HAVING bool_or(period > 0)
)
SELECT i.customer_id, coalesce(day_no(first), day_no($after_to::DATE)),
       days1, coalesce(volume1, 0)::BIGINT, coalesce(list1, 0)::BIGINT, coalesce(sales1, 0)::BIGINT, coalesce(refunds1, 0)::BIGINT,
       days2, coalesce(volume2, 0)::BIGINT, coalesce(list2, 0)::BIGINT, coalesce(sales2, 0)::BIGINT, coalesce(refunds2, 0)::BIGINT
FROM people JOIN profiles() i USING (customer_no)
ORDER BY i.customer_id;
