-- one row: what the project holds
SELECT (SELECT count(DISTINCT customer_no) FROM customer_index), count(*), (SELECT value::BIGINT FROM meta WHERE key = 'orders'),
       coalesce(day_no(min(day)), -2147483648), coalesce(day_no(max(day)), -2147483648)
FROM live_lines
