-- one row per month of orders: lines, median amount, filled columns, first and last day
SELECT day_no(date_trunc('month', day)::DATE) AS month, count(*), coalesce(median(amount::DOUBLE) FILTER (kind <> 'refund' AND amount > 0), 0),
       units(sum(abs(amount))), count(DISTINCT customer_id), day_no(min(day)), day_no(max(day)), min(file_id::BIGINT * 1099511627776 + line),
       count(*) FILTER (product_id IS NOT NULL OR product IS NOT NULL), count(category), count(quantity), count(unit_price), count(cost),
       count(status), count(channel), count(region)
FROM lines_loaded($as_of::DATE) GROUP BY month ORDER BY month;
