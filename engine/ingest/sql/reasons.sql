-- one row per imported table and reason
SELECT file_id, reason, count(*) AS rows FROM rejects GROUP BY file_id, reason ORDER BY file_id, rows DESC, reason
