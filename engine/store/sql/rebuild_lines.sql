-- one row per line that counts and is somebody's
DELETE FROM customer_lines;
INSERT INTO customer_lines
SELECT i.customer_no, day, placed_at, kind, void_on, product_id, product, category, quantity, unit_price, amount, discount,
       cost, coupon, channel, region, promised_days, actual_days
FROM live_lines l JOIN customer_index i USING (customer_id);
