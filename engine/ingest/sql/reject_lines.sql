-- one row per rejected row of a table that can be put right, with its line in the table the shop exported
SELECT r.line, coalesce(c.root_line, r.line), r.raw
FROM (
    SELECT file_id, line, raw FROM rejects
    UNION ALL
    SELECT file_id, line, raw FROM order_details SEMI JOIN orphan_details USING (file_id, line)
) r
JOIN files f USING (file_id)
LEFT JOIN corrections c ON c.file_id = r.file_id AND c.line = r.line
WHERE r.file_id = $file_id AND (f.corrects IS NULL OR c.root IS NOT NULL)
ORDER BY r.line
