-- one row per other table and reason of rejection
SELECT f.role, r.reason, count(*), array_to_string(min(r.file_id::BIGINT * 1099511627776 + r.line, 5), ',')
FROM live_rejects r JOIN files f USING (file_id) WHERE f.role <> 'orders' GROUP BY f.role, r.reason ORDER BY f.role, r.reason;
