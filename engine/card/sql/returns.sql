-- one row per line given back by as_of: day bought or booked, day given back, amount, product
SELECT day_no(day), day_no(given_back), units(amount), coalesce(product, product_id, '')
FROM returns_known($as_of::DATE) WHERE customer_no = $no::INTEGER
ORDER BY given_back, day, amount, product, product_id;
