-- one row per imported table
SELECT file_id, name, sheet, role, read, loaded, rejected, merged, mapping FROM files ORDER BY file_id;
