-- one row: the shape of the first table of that role with these headers
SELECT shape FROM files WHERE role = $role AND fingerprint = $fingerprint AND shape <> '' ORDER BY file_id LIMIT 1
