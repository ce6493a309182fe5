-- one row: distinct values of the columns of order lines
SELECT count(DISTINCT coalesce(product_id, product)), count(DISTINCT category), count(DISTINCT quantity), count(DISTINCT unit_price),
       count(DISTINCT status), count(DISTINCT channel), count(DISTINCT region), count(DISTINCT day)
FROM lines_loaded($as_of::DATE);
