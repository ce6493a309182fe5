-- one row per finding about lines that repeat another one in every column
WITH l AS (
    SELECT hash(order_id, customer_id, placed_at, kind, coalesce(product_id, ''), coalesce(product, ''), coalesce(category, ''),
                coalesce(quantity, 0), coalesce(unit_price, 0), amount, coalesce(discount, 0), coalesce(status, '')) AS h,
           file_id, file_id::BIGINT * 1099511627776 + line AS place, customer_id, amount
    FROM lines_loaded($as_of::DATE)
), groups AS (
    SELECT h, count(*) - 1 AS extra, min(file_id) < max(file_id) AS across, max(place) AS place,
           min(customer_id) AS customer_id, min(abs(amount)) AS amount
    FROM l GROUP BY h HAVING count(*) > 1
)
SELECT CASE WHEN across THEN 'duplicate_across_files' ELSE 'duplicate_rows' END AS code, sum(extra)::BIGINT,
       count(DISTINCT customer_id), units(sum(amount * extra)::DECIMAL(18, 4)), array_to_string(min(place, 5), ',')
FROM groups GROUP BY code ORDER BY code;
