-- one row: does a table that counts say whose an order is
SELECT count(*) FROM (SELECT 1 FROM order_lines ANTI JOIN dead_files USING (file_id) LIMIT 1)
