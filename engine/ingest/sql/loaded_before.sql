-- one row: the rows of an earlier import of the same table that counts
SELECT content FROM files
WHERE active AND left_out = '' AND sha256 = $sha256 AND sheet = $sheet AND content <> $replaces
ORDER BY file_id LIMIT 1
