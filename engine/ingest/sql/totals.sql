-- one row: what the project holds
SELECT (SELECT count(DISTINCT customer_no) FROM customer_index), count(*), count(DISTINCT order_id) FILTER (kind <> 'refund'),
       coalesce(day_no(min(day)), -2147483648), coalesce(day_no(max(day)), -2147483648)
FROM live_lines
