-- one row per order line that serves as an example
SELECT file_id::BIGINT * 1099511627776 + line AS place, order_id, customer_id, day_no(day), units(amount)
FROM live_lines WHERE file_id::BIGINT * 1099511627776 + line IN (SELECT unnest($places)) ORDER BY place;
