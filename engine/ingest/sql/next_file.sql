-- one row: the number of the next imported table
SELECT coalesce(max(file_id), 0) + 1 FROM files
