-- one row per day on which money moved, known at as_of: sales, refunds, net; orders, lines, coupon lines and the days its silence may last on a purchase day
SELECT day_no(m.day), units(m.sales), units(m.refunds), units(m.amount), m.purchase, coalesce(p.orders, 0), coalesce(p.lines, 0), coalesce(p.coupon_lines, 0), coalesce(p.patience, 0)
FROM money_days($as_of::DATE) m LEFT JOIN patient_purchases($as_of::DATE, $window::INTEGER, $times::INTEGER) p ON p.customer_no = m.customer_no AND p.day = m.day
WHERE m.customer_no = $no::INTEGER ORDER BY m.day;
