-- one row per table whose rows do not count: nobody imported it and kept it, or what it corrects does not count
DELETE FROM dead_files;
INSERT INTO dead_files
SELECT c.file_id
FROM files c
WHERE NOT (
    c.file_id IN (SELECT content FROM files WHERE active)
    AND (c.corrects IS NULL OR c.corrects IN (SELECT content FROM files WHERE active))
);
