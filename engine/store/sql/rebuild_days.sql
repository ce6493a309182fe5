-- one row per customer, day and void_on
INSERT INTO customer_days
SELECT i.customer_no, l.day, l.void_on,
       bool_or(l.kind IN ('sale', 'refunded')),
       count(*)::INTEGER,
       count(DISTINCT l.order_id)::INTEGER,
       sum(l.amount),
       coalesce(sum(l.amount) FILTER (l.kind <> 'refund'), 0),
       coalesce(sum(l.amount) FILTER (l.kind = 'refund'), 0),
       coalesce(sum(l.discount), 0),
       CASE WHEN count(l.cost) = count(*) THEN sum(l.cost) END,
       count(*) FILTER (l.coupon)::INTEGER,
       count(*) FILTER (l.actual_days > l.promised_days)::INTEGER
FROM order_lines l JOIN customer_index i USING (customer_id)
WHERE l.kind <> 'void'
GROUP BY i.customer_no, l.day, l.void_on;
