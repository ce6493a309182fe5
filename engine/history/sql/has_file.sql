-- one row: a table and its own flag
SELECT name, sheet, active FROM files WHERE file_id = $file_id
