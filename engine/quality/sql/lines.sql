-- one row per finding about single order lines; nothing is missing from a column that is empty everywhere
WITH l AS (
    SELECT file_id::BIGINT * 1099511627776 + line AS place, l.customer_id, l.amount,
           l.kind IN ('sale', 'refunded') AS sold, l.day, c.joined,
           list_contains($filled, 'product') AND l.product_id IS NULL AND l.product IS NULL AS no_product,
           list_contains($filled, 'category') AND l.category IS NULL AS no_category,
           list_contains($filled, 'quantity') AND l.quantity IS NULL AS no_quantity,
           list_contains($filled, 'unit_price') AND l.unit_price IS NULL AS no_price,
           list_contains($filled, 'cost') AND l.cost IS NULL AS no_cost,
           list_contains($filled, 'status') AND l.status IS NULL AND l.kind IN ('sale', 'refunded') AS no_status,
           list_contains($filled, 'channel') AND l.channel IS NULL AS no_channel,
           list_contains($filled, 'region') AND l.region IS NULL AS no_region,
           abs(l.quantity::DOUBLE) AS quantity,
           CASE WHEN l.amount > 0 THEN ln(l.amount::DOUBLE) END AS size,
           l.quantity::DOUBLE * l.unit_price::DOUBLE - coalesce(l.discount, 0)::DOUBLE - l.amount::DOUBLE AS off
    FROM lines_loaded($as_of::DATE) l LEFT JOIN customers c USING (customer_id)
), marked AS (
    SELECT place, customer_id, amount, off, no_product, no_category, no_quantity, no_price, no_cost, no_status, no_channel, no_region,
           day < DATE '1990-01-01' AS ancient, day > $today::DATE AS future, coalesce(day < joined, FALSE) AS before_joined,
           sold AND amount = 0 AS zero, sold AND coalesce(size > $high::DOUBLE, FALSE) AS high, sold AND coalesce(size < $low::DOUBLE, FALSE) AS low,
           sold AND coalesce(abs(off) > 0.05 + 0.005 * quantity, FALSE) AS mismatch
    FROM l
), flagged AS (
    SELECT place, customer_id, amount, off, unnest(list_filter([
        CASE WHEN no_product THEN 'missing.product' END,
        CASE WHEN no_category THEN 'missing.category' END,
        CASE WHEN no_quantity THEN 'missing.quantity' END,
        CASE WHEN no_price THEN 'missing.unit_price' END,
        CASE WHEN no_cost THEN 'missing.cost' END,
        CASE WHEN no_status THEN 'missing.status' END,
        CASE WHEN no_channel THEN 'missing.channel' END,
        CASE WHEN no_region THEN 'missing.region' END,
        CASE WHEN ancient THEN 'ancient_date' END,
        CASE WHEN future THEN 'future_date' END,
        CASE WHEN before_joined THEN 'before_joined' END,
        CASE WHEN zero THEN 'zero_amount' END,
        CASE WHEN high THEN 'outlier_high' END,
        CASE WHEN low THEN 'outlier_low' END,
        CASE WHEN mismatch THEN 'sum_mismatch' END
    ], lambda x: x IS NOT NULL)) AS code
    FROM marked
    WHERE no_product OR no_category OR no_quantity OR no_price OR no_cost OR no_status OR no_channel OR no_region
       OR ancient OR future OR before_joined OR zero OR high OR low OR mismatch
)
SELECT code, count(*), count(DISTINCT customer_id), units(sum(abs(amount))),
       units(coalesce(sum(off::DECIMAL(18, 4)) FILTER (code = 'sum_mismatch'), 0)),
       array_to_string(min(place, 5), ',')
FROM flagged GROUP BY code ORDER BY code;
