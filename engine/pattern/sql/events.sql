-- one row per customer of $customers, day from $from on and thing that happened that day
WITH
kept AS (SELECT unnest($customers::INTEGER[]) AS customer_no),
lines AS MATERIALIZED (
    SELECT customer_no, day, coalesce(product_id, product, category) AS item, category, coupon,
           coalesce(unit_price::DOUBLE, CASE WHEN quantity > 0 AND amount > 0 THEN amount::DOUBLE / quantity::DOUBLE END) AS price,
           CASE WHEN actual_days > promised_days AND day + ceil(actual_days)::INTEGER <= $as_of::DATE THEN day + ceil(actual_days)::INTEGER END AS late_on
    FROM lines_known($as_of::DATE) SEMI JOIN kept USING (customer_no) WHERE kind IN ('sale', 'refunded')
),
bought AS (
    SELECT customer_no, day, bool_or(coupon) AS coupon, list(DISTINCT category) FILTER (category IS NOT NULL) AS categories
    FROM lines GROUP BY customer_no, day
),
order_of AS (
    SELECT customer_no, day, coupon, categories, lag(categories) OVER w AS former, row_number() OVER w AS nth
    FROM bought WINDOW w AS (PARTITION BY customer_no ORDER BY day)
),
prices AS (
    SELECT customer_no, item, day, min(price) AS price FROM lines WHERE item IS NOT NULL AND price > 0 GROUP BY customer_no, item, day
),
steps AS (
    SELECT customer_no, day, price, lag(price) OVER w AS former, day - lag(day) OVER w AS since
    FROM prices WINDOW w AS (PARTITION BY customer_no, item ORDER BY day)
),
events AS (
    SELECT customer_no, day, CASE WHEN nth = 1 THEN 'first' WHEN coupon THEN 'coupon_purchase' ELSE 'purchase' END AS code, '' AS name FROM order_of
    UNION ALL
    SELECT customer_no, day, 'change', '' FROM order_of WHERE former IS NOT NULL AND categories IS NOT NULL AND NOT list_has_any(former, categories)
    UNION ALL
    SELECT DISTINCT customer_no, day, 'price_rise', '' FROM steps WHERE price >= 1.08 * former AND since <= 365
    UNION ALL
    SELECT DISTINCT customer_no, late_on, 'late', '' FROM lines WHERE late_on IS NOT NULL
    UNION ALL
    SELECT DISTINCT customer_no, given_back, 'refund', '' FROM returns_known($as_of::DATE) SEMI JOIN kept USING (customer_no)
    UNION ALL
    SELECT DISTINCT customer_no, day, 'ticket', coalesce(topic, '') FROM tickets_known($as_of::DATE) SEMI JOIN kept USING (customer_no)
)
SELECT customer_no, day_no(day), code, name
FROM events WHERE day >= $from::DATE
ORDER BY customer_no, day, code, name;
