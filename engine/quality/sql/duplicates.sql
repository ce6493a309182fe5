-- one row per finding about lines that repeat another one in every column
WITH l AS (
    SELECT hash(order_id, customer_id, placed_at, kind, coalesce(product_id, ''), coalesce(product, ''), coalesce(category, ''),
                coalesce(quantity, 0), coalesce(unit_price, 0), amount, coalesce(discount, 0), coalesce(status, '')) AS h,
           file_id, line
    FROM lines_loaded($as_of::DATE)
), repeated AS (
    SELECT count(*) - 1 AS extra, min(file_id) < max(file_id) AS across, max(file_id::BIGINT * 1099511627776 + line) AS place
    FROM l GROUP BY h HAVING count(*) > 1
), groups AS (
    -- all lines of a group have the same customer and amount
    SELECT r.*, l.customer_id, abs(l.amount) AS amount
    FROM repeated r JOIN order_lines l ON l.file_id = r.place // 1099511627776 AND l.line = r.place % 1099511627776
)
SELECT CASE WHEN across THEN 'duplicate_across_files' ELSE 'duplicate_rows' END AS code, sum(extra)::BIGINT,
       count(DISTINCT customer_id), units(sum(amount * extra)::DECIMAL(18, 4)), array_to_string(min(place, 5), ',')
FROM groups GROUP BY code ORDER BY code;
