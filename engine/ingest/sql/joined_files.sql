-- one row per table of orders whose amounts are all told by the lines of another table
SELECT a.name, a.sheet
FROM accounts a JOIN (SELECT file_id, count(*) AS heads FROM joined_heads GROUP BY file_id) h USING (file_id)
WHERE a.loaded = h.heads
ORDER BY a.file_id
