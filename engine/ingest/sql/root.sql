-- one row: the table that rejected rows stand in, and the one the shop exported
SELECT coalesce(c.corrects, c.file_id), c.file_id, f.name, f.sheet, o.header_line, c.mapping
FROM files f
JOIN files c ON c.file_id = f.content
JOIN files o ON o.file_id = coalesce(c.corrects, c.file_id)
WHERE f.file_id = $file_id
