-- one row per table whose accounting differs from the day of its import
DELETE FROM file_changes;
INSERT INTO file_changes
WITH shared AS (
    SELECT file_id, count(*) AS n
    FROM (
        SELECT c.file_id, row_number() OVER (PARTITION BY c.customer_id ORDER BY c.file_id, c.line) AS turn FROM live_customers c
        WHERE (SELECT count(*) FROM files WHERE role = 'customers' AND active) > 1
    )
    WHERE turn > 1
    GROUP BY file_id
)
SELECT f.file_id, coalesce(s.n, 0), coalesce(c.n, 0), coalesce(t.n, 0), coalesce(o.n, 0)
FROM files f
LEFT JOIN (SELECT file_id, count(*) AS n FROM superseded GROUP BY file_id) s USING (file_id)
LEFT JOIN (SELECT file_id, count(*) AS n FROM corrected GROUP BY file_id) c USING (file_id)
LEFT JOIN shared t USING (file_id)
LEFT JOIN (SELECT file_id, count(*) AS n FROM orphan_details GROUP BY file_id) o USING (file_id)
WHERE s.n > 0 OR c.n > 0 OR t.n > 0 OR o.n > 0;
