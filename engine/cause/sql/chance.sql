-- one row per month of a purchase, band of purchase days (1, 2 to 3, 4 to 9, more) and band of days since the purchase before the last, of every $every-th customer: last purchases of the lost, and purchases that those who are still here went on after, with how often a parcel was late or a thing dearer
WITH lines AS (
    SELECT customer_no, day, coalesce(product_id, product, category) AS item,
           coalesce(unit_price::DOUBLE, CASE WHEN quantity > 0 AND amount > 0 THEN amount::DOUBLE / quantity::DOUBLE END) AS price,
           CASE WHEN day + ceil(actual_days)::INTEGER <= $as_of::DATE THEN actual_days > promised_days END AS late
    FROM lines_known($as_of::DATE) WHERE kind <> 'refund' AND customer_no % $every::INTEGER = 0
),
prices AS (
    SELECT customer_no, item, day, min(price) AS price FROM lines WHERE item IS NOT NULL AND price > 0 GROUP BY customer_no, item, day
),
steps AS (
    SELECT customer_no, day, price, lag(price) OVER w AS former, day - lag(day) OVER w AS since
    FROM prices WINDOW w AS (PARTITION BY customer_no, item ORDER BY day)
),
rises AS (
    SELECT DISTINCT customer_no, day FROM steps WHERE price >= 1.08 * former AND since <= 365
),
days AS (
    SELECT customer_no, day, coalesce(bool_or(late), FALSE) AS late FROM lines GROUP BY customer_no, day
),
anchors AS (
    SELECT d.customer_no, d.day, row_number() OVER w AS nth, lead(d.day) OVER w - d.day AS next,
           $as_of::DATE - max(d.day) OVER (PARTITION BY d.customer_no) > $window::INTEGER AS lost,
           coalesce(d.day - lag(d.day, 2) OVER w, d.day - lag(d.day) OVER w, 0) AS span,
           d.late OR d.late::INTEGER + coalesce(lag(d.late) OVER w, FALSE)::INTEGER + coalesce(lag(d.late, 2) OVER w, FALSE)::INTEGER >= 2 AS late,
           r.day IS NOT NULL OR coalesce(lag(r.day IS NOT NULL) OVER w, FALSE) AS dearer
    FROM days d LEFT JOIN rises r ON r.customer_no = d.customer_no AND r.day = d.day
    WINDOW w AS (PARTITION BY d.customer_no ORDER BY d.day)
)
SELECT lost, (year(day) * 12 + month(day) - 1)::INTEGER AS month, CASE WHEN nth >= 10 THEN 3 WHEN nth >= 4 THEN 2 WHEN nth >= 2 THEN 1 ELSE 0 END AS band,
       CASE WHEN span > 240 THEN 4 WHEN span > 120 THEN 3 WHEN span > 60 THEN 2 WHEN span > 30 THEN 1 ELSE 0 END AS span_band,
       count(*), count(*) FILTER (late), count(*) FILTER (dearer)
FROM anchors WHERE CASE WHEN lost THEN next IS NULL ELSE next <= $window::INTEGER END
GROUP BY ALL
ORDER BY ALL;
