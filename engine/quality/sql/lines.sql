-- one row per finding about single order lines
WITH l AS (
    SELECT file_id::BIGINT * 1099511627776 + line AS place, l.customer_id, l.amount,
           l.kind IN ('sale', 'refunded') AS sold, l.day, c.joined,
           l.product_id IS NULL AND l.product IS NULL AS no_product, l.category IS NULL AS no_category,
           l.quantity IS NULL AS no_quantity, l.unit_price IS NULL AS no_price, l.cost IS NULL AS no_cost,
           l.status IS NULL AS no_status, l.channel IS NULL AS no_channel, l.region IS NULL AS no_region,
           abs(l.quantity::DOUBLE) AS quantity,
           l.quantity::DOUBLE * l.unit_price::DOUBLE - coalesce(l.discount, 0)::DOUBLE - l.amount::DOUBLE AS off
    FROM lines_loaded($as_of::DATE) l LEFT JOIN customers c USING (customer_id)
), flagged AS (
    SELECT place, customer_id, amount, off, unnest(list_filter([
        CASE WHEN no_product THEN 'missing.product' END,
        CASE WHEN no_category THEN 'missing.category' END,
        CASE WHEN no_quantity THEN 'missing.quantity' END,
        CASE WHEN no_price THEN 'missing.unit_price' END,
        CASE WHEN no_cost THEN 'missing.cost' END,
        CASE WHEN no_status AND sold THEN 'missing.status' END,
        CASE WHEN no_channel THEN 'missing.channel' END,
        CASE WHEN no_region THEN 'missing.region' END,
        CASE WHEN day < DATE '1990-01-01' THEN 'ancient_date' END,
        CASE WHEN day > $today::DATE THEN 'future_date' END,
        CASE WHEN day < joined THEN 'before_joined' END,
        CASE WHEN sold AND amount = 0 THEN 'zero_amount' END,
        CASE WHEN sold AND amount > 0 AND ln(amount::DOUBLE) > $high::DOUBLE THEN 'outlier_high' END,
        CASE WHEN sold AND amount > 0 AND ln(amount::DOUBLE) < $low::DOUBLE THEN 'outlier_low' END,
        CASE WHEN sold AND abs(off) > 0.05 + 0.005 * quantity THEN 'sum_mismatch' END
    ], lambda x: x IS NOT NULL)) AS code
    FROM l
)
SELECT code, count(*), count(DISTINCT customer_id), units(sum(abs(amount))),
       units(coalesce(sum(off::DECIMAL(18, 4)) FILTER (code = 'sum_mismatch'), 0)),
       array_to_string(min(place, 5), ',')
FROM flagged GROUP BY code ORDER BY code;
