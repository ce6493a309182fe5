-- one row per table of an older version
SELECT file_id, mapping FROM files WHERE shape = '' AND corrects IS NULL ORDER BY file_id
