-- one row per customer who ever bought: what happened around the last purchases
WITH lines AS (
    SELECT customer_no, day, day + ceil(actual_days)::INTEGER AS arrived, coalesce(product_id, product, category) AS item,
           coalesce(unit_price::DOUBLE, CASE WHEN quantity > 0 AND amount > 0 THEN amount::DOUBLE / quantity::DOUBLE END) AS price,
           -- how a parcel fared is known once it has arrived
           CASE WHEN day + ceil(actual_days)::INTEGER <= $as_of::DATE THEN actual_days > promised_days END AS late,
           coupon
    FROM lines_known($as_of::DATE) WHERE kind <> 'refund'
    UNION ALL
    SELECT customer_no, day, day + ceil(actual_days)::INTEGER, NULL, NULL,
           CASE WHEN day + ceil(actual_days)::INTEGER <= $as_of::DATE THEN actual_days > promised_days END, NULL
    FROM returns_known($as_of::DATE) WHERE kind = 'refunded'
),
last AS (
    SELECT customer_no, max(day) AS last_day, count(*) AS purchase_days FROM purchases($as_of::DATE) GROUP BY customer_no
),
days AS (
    SELECT customer_no, day, bool_or(late) AS late, max(arrived) FILTER (late) AS arrived, bool_or(coupon) AS coupon,
           row_number() OVER (PARTITION BY customer_no ORDER BY day DESC) AS back
    FROM lines GROUP BY customer_no, day
),
lateness AS (
    SELECT customer_no,
           coalesce(bool_or(late AND back = 1), FALSE) AS last_late, max(arrived) FILTER (late AND back <= 3) AS late_day,
           count(*) FILTER (late AND back <= 3) AS recent_late,
           count(*) FILTER (late IS NOT NULL AND back <= 3) AS recent_known,
           count(*) FILTER (late AND back > 3) AS earlier_late,
           count(*) FILTER (late IS NOT NULL AND back > 3) AS earlier_known,
           count(late) > 0 AS delivery_known,
           count(coupon) > 0 AS coupon_known,
           count(*) >= 3 AND count(*) FILTER (coupon) = count(*) FILTER (coupon IS NOT NULL) AND count(*) FILTER (coupon) >= 3 AS coupon_only
    FROM days GROUP BY customer_no
),
prices AS (
    SELECT customer_no, item, day, min(price) AS price
    FROM lines WHERE item IS NOT NULL AND price > 0 GROUP BY customer_no, item, day
),
steps AS (
    SELECT customer_no, day, price, lag(price) OVER w AS former, day - lag(day) OVER w AS since
    FROM prices WINDOW w AS (PARTITION BY customer_no, item ORDER BY day)
),
rises AS (
    -- dearer by 8 % or more than the same thing was for this customer before, seen on one of the last two purchase days
    SELECT s.customer_no, bool_or(s.price >= 1.08 * s.former AND s.since <= 365) AS rise,
           max(s.day) FILTER (s.price >= 1.08 * s.former AND s.since <= 365) AS rise_day
    FROM steps s JOIN days d ON d.customer_no = s.customer_no AND d.day = s.day AND d.back <= 2
    WHERE s.former IS NOT NULL GROUP BY s.customer_no
),
refunds AS (
    SELECT r.customer_no, bool_or(r.given_back BETWEEN l.last_day - 60 AND l.last_day + 60) AS refund,
           max(r.given_back) FILTER (r.given_back BETWEEN l.last_day - 60 AND l.last_day + 60) AS refund_day
    FROM returns_known($as_of::DATE) r JOIN last l USING (customer_no) GROUP BY r.customer_no
)
SELECT l.customer_no,
       coalesce(t.delivery_known, FALSE),
       coalesce(2 * recent_late >= recent_known AND recent_late >= 2
                AND recent_late * greatest(earlier_known, 1) > earlier_late * recent_known, FALSE) AS late_repeated,
       coalesce(t.last_late, FALSE),
       s.customer_no IS NOT NULL AS price_known,
       coalesce(s.rise, FALSE),
       coalesce(f.refund, FALSE),
       coalesce(t.coupon_known, FALSE),
       coalesce(t.coupon_only, FALSE),
       -- days from what happened to the last purchase, negative after it
       coalesce((l.last_day - t.late_day)::INTEGER, -2147483648),
       coalesce((l.last_day - s.rise_day)::INTEGER, -2147483648),
       coalesce((l.last_day - f.refund_day)::INTEGER, -2147483648)
FROM last l
LEFT JOIN lateness t USING (customer_no)
LEFT JOIN rises s USING (customer_no)
LEFT JOIN refunds f USING (customer_no)
ORDER BY l.customer_no;
