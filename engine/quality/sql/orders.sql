-- one row per finding about order numbers that do not hold together
WITH o AS (
    SELECT order_id, count(*) AS lines, count(DISTINCT customer_id) AS customers, count(DISTINCT file_id) AS files,
           min(customer_id) AS customer_id, max(file_id::BIGINT * 1099511627776 + line) AS place, sum(abs(amount)) AS total,
           count(DISTINCT round(quantity::DOUBLE * unit_price::DOUBLE, 2)) AS products, count(DISTINCT amount) AS amounts,
           max(abs(amount)) AS one
    FROM lines_loaded($as_of::DATE) WHERE kind IN ('sale', 'refunded') GROUP BY order_id
), repeats AS (SELECT count(*) FILTER (products > 1 AND amounts = 1) AS same, count(*) FILTER (products > 1) AS several FROM o),
flagged AS (
    SELECT 'order_two_customers' AS code, lines, customer_id, place, total FROM o WHERE customers > 1
    UNION ALL SELECT 'order_two_files', lines, customer_id, place, total FROM o WHERE files > 1
    UNION ALL SELECT 'order_total_repeated', lines - 1, customer_id, place, total - one FROM o, repeats
              WHERE products > 1 AND amounts = 1 AND same >= 10 AND same > 0.8 * several
)
SELECT code, sum(lines)::BIGINT, count(DISTINCT customer_id), units(sum(total)::DECIMAL(18, 4)), array_to_string(min(place, 5), ',')
FROM flagged GROUP BY code ORDER BY code;
