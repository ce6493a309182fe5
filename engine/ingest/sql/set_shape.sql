-- one row: a table gets its fingerprint and shape
UPDATE files SET fingerprint = $fingerprint, shape = $shape WHERE file_id = $file_id
