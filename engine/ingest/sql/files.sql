-- one row per imported table that counts
SELECT file_id, name, sheet, kind, encoding, role, read, loaded, rejected, merged, superseded, corrected, mapping, warnings
FROM accounts WHERE active ORDER BY file_id
