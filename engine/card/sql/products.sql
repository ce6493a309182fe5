-- one row per purchase day and product, known at as_of: the dearest first
SELECT day_no(day), coalesce(product, product_id, ''), units(sum(amount)) AS amount
FROM lines_known($as_of::DATE) WHERE customer_no = $no::INTEGER AND kind = 'sale'
GROUP BY day, coalesce(product, product_id, '') ORDER BY day, amount DESC, coalesce(product, product_id, '');
