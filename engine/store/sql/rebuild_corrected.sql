-- one row per row that a correction has taken over: of several corrections of a row the latest counts
DELETE FROM corrected;
DELETE FROM superseded;
CREATE OR REPLACE TEMP TABLE taken AS
WITH live AS (
    SELECT c.* FROM corrections c ANTI JOIN dead_files USING (file_id)
), latest AS (
    SELECT root, root_line, max(file_id) AS file_id FROM live GROUP BY root, root_line
)
SELECT l.file_id, l.line, t.file_id AS by_file_id FROM live l JOIN latest t USING (root, root_line) WHERE t.file_id > l.file_id
UNION ALL
SELECT root, root_line, file_id FROM latest;
INSERT INTO corrected
SELECT t.file_id, t.line, max(t.by_file_id) FROM taken t SEMI JOIN rejects USING (file_id, line) GROUP BY t.file_id, t.line;
INSERT INTO superseded
SELECT t.file_id, t.line, max(t.by_file_id)
FROM taken t ANTI JOIN rejects USING (file_id, line)
GROUP BY t.file_id, t.line;
DROP TABLE taken;
