-- one row per imported table
SELECT file_id, name, sheet, role, read, loaded, rejected, merged, mapping FROM accounts WHERE active ORDER BY file_id;
