-- one row per customer, day and void_on
-- Most customers buy one line a day: only the days with several lines are summed.
DELETE FROM customer_days;
INSERT INTO customer_days
WITH known AS (
    SELECT i.customer_no, l.*
    FROM live_lines l JOIN customer_index i USING (customer_id)
    WHERE l.kind <> 'void'
), several AS MATERIALIZED (
    SELECT customer_no, day, void_on FROM known GROUP BY customer_no, day, void_on HAVING count(*) > 1
)
SELECT customer_no, day, void_on,
       kind IN ('sale', 'refunded'), 1, 1, amount,
       CASE WHEN kind = 'refund' THEN 0 ELSE amount END,
       CASE WHEN kind = 'refund' THEN amount ELSE 0 END,
       coalesce(discount, 0), cost,
       coalesce(coupon, FALSE)::INTEGER,
       coalesce(actual_days > promised_days, FALSE)::INTEGER
FROM known l
WHERE NOT EXISTS (FROM several s WHERE s.customer_no = l.customer_no AND s.day = l.day AND s.void_on IS NOT DISTINCT FROM l.void_on)
UNION ALL
SELECT customer_no, day, void_on,
       bool_or(kind IN ('sale', 'refunded')),
       count(*)::INTEGER,
       count(DISTINCT order_id)::INTEGER,
       sum(amount),
       coalesce(sum(amount) FILTER (kind <> 'refund'), 0),
       coalesce(sum(amount) FILTER (kind = 'refund'), 0),
       coalesce(sum(discount), 0),
       CASE WHEN count(cost) = count(*) THEN sum(cost) END,
       count(*) FILTER (coupon)::INTEGER,
       count(*) FILTER (actual_days > promised_days)::INTEGER
FROM known l
WHERE EXISTS (FROM several s WHERE s.customer_no = l.customer_no AND s.day = l.day AND s.void_on IS NOT DISTINCT FROM l.void_on)
GROUP BY customer_no, day, void_on;
