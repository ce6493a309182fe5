-- one row per customer and purchase day known at as_of, as one number, ascending: customer_no · 2¹⁸ + days since 1900
SELECT customer_no::BIGINT * 262144 + greatest(0, least(262143, (day - DATE '1900-01-01')::BIGINT)) AS packed
FROM purchases($as_of::DATE) ORDER BY packed;
