-- one row per customer table: how it was read
SELECT mapping FROM files WHERE role = 'customers' ORDER BY file_id;
