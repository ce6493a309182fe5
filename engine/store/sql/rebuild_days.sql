-- one row per customer, day and void_on
-- Most customers buy one line a day: only the days with several lines are summed.
DELETE FROM customer_days;
INSERT INTO customer_days
WITH several AS MATERIALIZED (
    SELECT customer_no, day FROM customer_lines WHERE kind <> 'void' GROUP BY customer_no, day HAVING count(*) > 1
), crowded AS (
    SELECT i.customer_no, l.*
    FROM live_lines l JOIN customer_index i USING (customer_id) SEMI JOIN several s ON s.customer_no = i.customer_no AND s.day = l.day
    WHERE l.kind <> 'void'
)
SELECT customer_no, day, void_on,
       kind IN ('sale', 'refunded'), 1, 1, amount,
       CASE WHEN kind = 'refund' THEN 0 ELSE amount END,
       CASE WHEN kind = 'refund' THEN amount ELSE 0 END,
       coalesce(discount, 0), cost,
       coalesce(coupon, FALSE)::INTEGER,
       coalesce(actual_days > promised_days, FALSE)::INTEGER,
       TRUE
FROM customer_lines ANTI JOIN several USING (customer_no, day)
WHERE kind <> 'void'
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
       count(*) FILTER (actual_days > promised_days)::INTEGER,
       count(*) OVER (PARTITION BY customer_no, day) = 1
FROM crowded
GROUP BY customer_no, day, void_on;
