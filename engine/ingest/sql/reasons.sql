-- one row per imported table that counts and reason; of several imports of the same bytes the first has the rejects
SELECT h.file_id, r.reason, count(*) AS rows
FROM live_rejects r
JOIN (SELECT content, min(file_id) AS file_id FROM accounts WHERE active GROUP BY content) h ON h.content = r.file_id
GROUP BY h.file_id, r.reason ORDER BY h.file_id, rows DESC, r.reason
