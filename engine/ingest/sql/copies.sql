-- one row per active import of the rows of a table
SELECT file_id FROM files
WHERE active AND content = (SELECT content FROM files WHERE file_id = $file_id)
ORDER BY file_id
