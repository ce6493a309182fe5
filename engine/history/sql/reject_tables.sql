-- one row per table with rejected rows that wait to be put right
WITH holder AS (
    SELECT content, min(file_id) AS file_id FROM accounts WHERE active GROUP BY content
)
SELECT h.file_id, f.name, f.sheet, f.mapping, max(length(r.raw) - length(replace(r.raw, chr(9), '')) + 1), count(*)
FROM live_rejects r
JOIN holder h ON h.content = r.file_id
JOIN files f ON f.file_id = h.file_id
WHERE $file_id = 0 OR h.content = (SELECT content FROM files WHERE file_id = $file_id)
GROUP BY h.file_id, f.name, f.sheet, f.mapping
ORDER BY h.file_id
