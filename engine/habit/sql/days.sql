-- one row per customer and purchase day known at as_of, as one number: customer_no · 2²⁰ + days since 1900 · 4 + 2 with a coupon + 1 with a discount
SELECT customer_no::BIGINT * 1048576 + greatest(0, least(262143, (day - DATE '1900-01-01')::BIGINT)) * 4
       + CASE WHEN coupon_lines > 0 THEN 2 ELSE 0 END + CASE WHEN discount > 0 THEN 1 ELSE 0 END AS packed
FROM purchases($as_of::DATE) ORDER BY packed;
