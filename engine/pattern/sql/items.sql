-- one row per thing known at as_of of customers whose silence is within the window, with the list of them; the first row, of no kind, lists all of them
WITH
last AS MATERIALIZED (
    SELECT customer_no, min(day) AS first_day, max(day) AS last_day, count(*) AS times
    FROM purchases($as_of::DATE) GROUP BY customer_no
    HAVING $as_of::DATE - max(day) <= $window::INTEGER
),
lines AS MATERIALIZED (
    SELECT l.customer_no, l.day, l.placed_at, l.kind, coalesce(l.product_id, l.product) AS item, l.product, l.category, l.channel, l.region, l.coupon,
           coalesce(l.unit_price::DOUBLE, CASE WHEN l.quantity > 0 AND l.amount > 0 THEN l.amount::DOUBLE / l.quantity::DOUBLE END) AS price,
           -- how a parcel fared is known once it has arrived
           CASE WHEN l.actual_days <= $as_of::DATE - l.day THEN l.actual_days > l.promised_days END AS late,
           a.first_day, a.last_day
    FROM lines_known($as_of::DATE) l JOIN last a USING (customer_no)
    WHERE l.kind IN ('sale', 'refunded')
),
days AS (
    SELECT customer_no, day, bool_or(late) AS late, bool_or(coupon) AS coupon, row_number() OVER (PARTITION BY customer_no ORDER BY day DESC) AS back
    FROM lines GROUP BY customer_no, day
),
habits AS (
    SELECT customer_no, bool_or(late) FILTER (back = 1) AS late_last, count(coupon) AS known, count(*) FILTER (coupon) AS coupons
    FROM days GROUP BY customer_no
),
goods AS MATERIALIZED (
    SELECT customer_no, item, min(product) AS product, min(category) AS category, bool_or(day = first_day) AS first,
           bool_or(day > $as_of::DATE - 365) AS recent,
           -- dearer by 8 % or more on the last purchase day than the same thing was for this customer the time before
           min(price) FILTER (day = last_day AND price > 0)
               >= 1.08 * (max({'day': day, 'price': price}) FILTER (day < last_day AND day >= last_day - 365 AND price > 0)).price AS rise
    FROM lines WHERE item IS NOT NULL OR category IS NOT NULL GROUP BY customer_no, item
),
asked AS (
    SELECT t.customer_no, t.topic, t.resolved FROM tickets_known($as_of::DATE) t SEMI JOIN last USING (customer_no)
    WHERE t.day > $as_of::DATE - 180
),
items AS (
    SELECT customer_no, 'times' AS kind, '' AS name, CASE WHEN times = 1 THEN '1' WHEN times <= 3 THEN '2-3' ELSE '4+' END AS value FROM last
    UNION ALL
    SELECT a.customer_no, 'attribute', a.name, trim(a.value) FROM attributes() a SEMI JOIN last USING (customer_no)
    WHERE a.number IS NULL AND trim(a.value) <> ''
    UNION ALL
    SELECT DISTINCT customer_no, 'first_category', '', category FROM goods WHERE first AND category IS NOT NULL
    UNION ALL
    SELECT DISTINCT customer_no, 'first_product', '', coalesce(product, item) FROM goods WHERE first AND item IS NOT NULL
    UNION ALL
    SELECT DISTINCT customer_no, 'category', '', category FROM goods WHERE recent AND category IS NOT NULL
    UNION ALL
    SELECT DISTINCT customer_no, 'product', '', coalesce(product, item) FROM goods WHERE recent AND item IS NOT NULL
    UNION ALL
    SELECT DISTINCT customer_no, 'channel', '', channel FROM lines WHERE day = last_day AND channel IS NOT NULL
    UNION ALL
    SELECT DISTINCT customer_no, 'region', '', region FROM lines WHERE day = last_day AND region IS NOT NULL
    UNION ALL
    SELECT customer_no, 'coupon', '', CASE WHEN coupons = 0 THEN 'never' WHEN coupons = known AND known >= 2 THEN 'always' ELSE 'some' END FROM habits WHERE known > 0
    UNION ALL
    SELECT customer_no, 'late_last', '', '' FROM habits WHERE late_last
    UNION ALL
    SELECT DISTINCT customer_no, 'price_rise', '', '' FROM goods WHERE rise
    UNION ALL
    SELECT DISTINCT r.customer_no, 'refund', '', '' FROM returns_known($as_of::DATE) r SEMI JOIN last USING (customer_no) WHERE r.given_back > $as_of::DATE - 180
    UNION ALL
    SELECT DISTINCT customer_no, 'ticket', '', coalesce(topic, '') FROM asked
    UNION ALL
    SELECT DISTINCT customer_no, 'ticket_open', '', '' FROM asked WHERE NOT resolved
    UNION ALL
    SELECT f.customer_no, 'score_low', '', '' FROM feedback_known($as_of::DATE) f SEMI JOIN last USING (customer_no)
    WHERE f.day > $as_of::DATE - 365 AND f.score IS NOT NULL
    GROUP BY f.customer_no HAVING max({'day': f.day, 'score': f.score}).score <= 6
)
SELECT kind, name, value, list(customer_no ORDER BY customer_no)
FROM (SELECT kind, name, value, customer_no FROM items UNION ALL SELECT '', '', '', customer_no FROM last)
GROUP BY kind, name, value
-- what is true of fewer than $least customers can be in no rule
HAVING kind = '' OR count(*) >= $least::BIGINT
ORDER BY kind, name, value;
