-- one row per earlier import of the same table
SELECT file_id FROM files WHERE sha256 = $sha256 AND sheet = $sheet
