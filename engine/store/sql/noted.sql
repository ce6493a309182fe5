-- one row: are the lines that were noted while they went in all there is, and do they all count
SELECT (SELECT count(*) FROM order_lines) = $lines
   AND NOT EXISTS (SELECT 1 FROM order_lines SEMI JOIN dead_files USING (file_id))
   AND (SELECT count(*) FROM (
        SELECT 1 FROM superseded UNION ALL SELECT 1 FROM joined_heads UNION ALL SELECT 1 FROM joined_lines UNION ALL SELECT 1 FROM identity_map
        UNION ALL SELECT 1 FROM customers UNION ALL SELECT 1 FROM tickets UNION ALL SELECT 1 FROM feedback UNION ALL SELECT 1 FROM contacts
        UNION ALL SELECT 1 FROM excluded_ids LIMIT 1)) = 0
