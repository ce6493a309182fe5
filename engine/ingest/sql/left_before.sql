-- one row per entry of the same table that was left out
SELECT file_id FROM files
WHERE active AND left_out <> '' AND sha256 = $sha256 AND sheet = $sheet
ORDER BY file_id
