-- one row per rejected row that waits to be put right
WITH holder AS (
    SELECT content, min(file_id) AS file_id FROM accounts WHERE active GROUP BY content
)
SELECT h.file_id, a.name, a.sheet, r.line, r.reason, r.field, r.value, r.raw
FROM live_rejects r
JOIN holder h ON h.content = r.file_id
JOIN files a ON a.file_id = h.file_id
WHERE ($file_id = 0 OR h.content = (SELECT content FROM files WHERE file_id = $file_id))
  AND ($reason = '' OR r.reason = $reason)
ORDER BY h.file_id, r.line, r.reason, r.raw
LIMIT $limit OFFSET $offset
