-- one row per order line of $customers, whenever placed, counted or not, in a total order
SELECT customer_no, placed_at, kind, coalesce(day_no(void_on), -2147483648), coalesce(product_id, ''), coalesce(product, ''), coalesce(category, ''),
       units(quantity), units(unit_price), units(amount), units(discount), coupon, coalesce(channel, ''), promised_days, actual_days
FROM customer_lines
WHERE customer_no IN (SELECT unnest($customers::INTEGER[]))
ORDER BY ALL
