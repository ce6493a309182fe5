-- one row: tables that another table of the same role and shape may supersede
SELECT count(*) FROM (
    SELECT o.role, o.shape
    FROM files f JOIN files o ON o.file_id = coalesce(f.corrects, f.file_id)
    WHERE f.file_id = f.content AND o.shape <> '' AND f.file_id NOT IN (SELECT file_id FROM dead_files)
    GROUP BY o.role, o.shape
    HAVING min(o.file_id) < max(o.file_id)
)
