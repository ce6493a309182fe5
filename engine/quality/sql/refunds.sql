-- one row per rule by which lines were netted
SELECT CASE WHEN kind = 'void' THEN 'void'
            WHEN kind = 'refunded' THEN 'given_back'
            WHEN len($prefix) > 0 AND starts_with(order_id, $prefix) THEN 'cancel_prefix'
            WHEN quantity < 0 THEN 'negative_quantity'
            ELSE 'negative_amount' END AS rule,
       count(*), count(DISTINCT order_id), count(DISTINCT customer_id), units(sum(abs(amount)))
FROM lines_loaded($as_of::DATE) WHERE kind <> 'sale' GROUP BY rule ORDER BY rule;
