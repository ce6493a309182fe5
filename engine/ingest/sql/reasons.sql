-- one row per imported table that counts and reason, a table left out as a whole among them; of several imports of the same bytes the first has the rejects
SELECT h.file_id, r.reason, count(*) AS rows
FROM live_rejects r
JOIN (SELECT content, min(file_id) AS file_id FROM accounts WHERE active GROUP BY content) h ON h.content = r.file_id
GROUP BY h.file_id, r.reason
UNION ALL
SELECT a.file_id, f.left_out, a.rejected
FROM accounts a JOIN files f USING (file_id) WHERE a.active AND f.left_out <> ''
ORDER BY file_id, rows DESC, reason
