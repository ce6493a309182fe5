-- one row per imported table, those that do not count too
SELECT file_id, name, sheet, role, fingerprint, imported_at, read, loaded, rejected, merged, superseded, corrected, active,
       coalesce(corrects, 0), coalesce(replaces, 0)
FROM accounts ORDER BY file_id
