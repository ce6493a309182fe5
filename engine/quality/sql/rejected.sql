-- one row per rejected row of an order table: where, why, the row as read
SELECT r.file_id, r.line, r.reason, r.raw FROM live_rejects r JOIN files f USING (file_id) WHERE f.role = 'orders' ORDER BY r.file_id, r.line;
