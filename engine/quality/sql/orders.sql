-- one row per finding about order numbers that do not hold together
WITH l AS (
    SELECT order_id, customer_id, file_id, file_id::BIGINT * 1099511627776 + line AS place, amount,
           round(quantity::DOUBLE * unit_price::DOUBLE, 2) AS product
    FROM lines_loaded($as_of::DATE) WHERE kind IN ('sale', 'refunded')
), several AS MATERIALIZED (
    -- orders of one line hold together: nothing else is asked of them
    SELECT order_id FROM l GROUP BY order_id HAVING count(*) > 1
), o AS MATERIALIZED (
    SELECT order_id, count(*) AS lines, min(customer_id) < max(customer_id) AS customers, min(file_id) < max(file_id) AS files,
           min(customer_id) AS customer_id, max(place) AS place, sum(abs(amount)) AS total,
           coalesce(min(product) < max(product), FALSE) AS products, min(amount) = max(amount) AS same_amount, max(abs(amount)) AS one
    FROM l SEMI JOIN several USING (order_id) GROUP BY order_id
), repeats AS (SELECT count(*) FILTER (products AND same_amount) AS same, count(*) FILTER (products) AS several FROM o),
flagged AS (
    SELECT 'order_two_customers' AS code, lines, customer_id, place, total FROM o WHERE customers
    UNION ALL SELECT 'order_two_files', lines, customer_id, place, total FROM o WHERE files
    UNION ALL SELECT 'order_total_repeated', lines - 1, customer_id, place, total - one FROM o, repeats
              WHERE products AND same_amount AND same >= 10 AND same > 0.8 * several
)
SELECT code, sum(lines)::BIGINT, count(DISTINCT customer_id), units(sum(total)::DECIMAL(18, 4)), array_to_string(min(place, 5), ',')
FROM flagged GROUP BY code ORDER BY code;
