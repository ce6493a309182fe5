-- Steps that can be taken back: imported tables stay in the project for good, flags say which of them count.

ALTER TABLE files ADD COLUMN active BOOLEAN;         -- FALSE: removed, replaced or undone; the rows stay and do not count
ALTER TABLE files ADD COLUMN content INTEGER;                     -- the table whose rows these are: itself, or the earlier import of the same bytes
ALTER TABLE files ADD COLUMN corrects INTEGER;                    -- the table whose rejected rows these are, put right
ALTER TABLE files ADD COLUMN replaces INTEGER;                    -- the table this one was loaded instead of
ALTER TABLE files ADD COLUMN fingerprint VARCHAR;      -- of all headers
ALTER TABLE files ADD COLUMN shape VARCHAR;            -- of the headers that identify a row: tables of one role and shape are exports of the same list
ALTER TABLE files ADD COLUMN warnings VARCHAR;       -- JSON of []engine.Warning

UPDATE files SET active = TRUE, fingerprint = '', shape = '', warnings = '[]',
    content = (SELECT min(f.file_id) FROM files f WHERE f.sha256 = files.sha256 AND f.sheet = files.sheet);

-- One row per row of a correction: it stands for a rejected row of another table.
CREATE TABLE corrections (
    file_id   INTEGER NOT NULL,
    line      BIGINT NOT NULL,
    root      INTEGER NOT NULL,            -- the table that was exported by the shop, never a correction
    root_line BIGINT NOT NULL
);

-- One row per row of a customer table.
CREATE TABLE customer_rows (
    file_id        INTEGER NOT NULL,
    line           BIGINT NOT NULL,
    customer_id    VARCHAR NOT NULL,
    name           VARCHAR,
    joined         DATE,
    ended          DATE,
    churned        BOOLEAN,                -- contractual flag, NULL when the table has none
    tenure_months  DOUBLE,
    monthly_amount DECIMAL(18, 4),
    total_amount   DECIMAL(18, 4),
    reason         VARCHAR,                -- stated reason as in the file
    do_not_contact BOOLEAN
);

-- One row per row of a customer table and filled further column.
CREATE TABLE attribute_rows (
    file_id     INTEGER NOT NULL,
    line        BIGINT NOT NULL,
    customer_id VARCHAR NOT NULL,
    name        VARCHAR NOT NULL,          -- header as in the file
    position    INTEGER NOT NULL,
    value       VARCHAR NOT NULL,
    number      DOUBLE                     -- NULL when it is no number
);

-- A project of the first version did not note which table a customer came from. Its customers stand in the
-- order in which the tables brought them, and each table knows how many it brought.
INSERT INTO customer_rows
WITH brought AS (
    SELECT file_id, loaded, sum(loaded) OVER (ORDER BY file_id) AS upto FROM files WHERE role = 'customers'
), known AS (
    SELECT row_number() OVER (ORDER BY rowid) AS turn, c.* FROM customers c
)
SELECT coalesce(b.file_id, 0), k.*
FROM known k LEFT JOIN brought b ON k.turn > b.upto - b.loaded AND k.turn <= b.upto;

INSERT INTO attribute_rows
SELECT r.file_id, r.line, a.*
FROM customer_attributes a JOIN customer_rows r USING (customer_id);

-- Derived from here on, see Tx.Rebuild.

DROP TABLE customers;

-- One row per customer of the tables that count. No key: it is emptied and filled in one transaction.
CREATE TABLE customers (
    customer_id    VARCHAR NOT NULL,
    name           VARCHAR,
    joined         DATE,
    ended          DATE,
    churned        BOOLEAN,
    tenure_months  DOUBLE,
    monthly_amount DECIMAL(18, 4),
    total_amount   DECIMAL(18, 4),
    reason         VARCHAR,
    do_not_contact BOOLEAN
);

INSERT INTO customers
SELECT customer_id, name, joined, ended, churned, tenure_months, monthly_amount, total_amount, reason, do_not_contact
FROM customer_rows;

-- One row per table whose rows do not count.
CREATE TABLE dead_files (file_id INTEGER NOT NULL);

-- One row per loaded row that does not count because a fresher table has it.
CREATE TABLE superseded (file_id INTEGER NOT NULL, line BIGINT NOT NULL, by_file_id INTEGER NOT NULL);

-- One row per rejected row that a correction has taken over.
CREATE TABLE corrected (file_id INTEGER NOT NULL, line BIGINT NOT NULL, by_file_id INTEGER NOT NULL);

-- One row per table: how its accounting differs from the day of its import.
CREATE TABLE file_changes (
    file_id    INTEGER NOT NULL,
    superseded BIGINT NOT NULL,
    corrected  BIGINT NOT NULL,
    shared     BIGINT NOT NULL             -- customers another table brought already
);

-- The rows that count.
CREATE VIEW live_lines AS
    SELECT * FROM order_lines ANTI JOIN dead_files USING (file_id) ANTI JOIN superseded USING (file_id, line);
CREATE VIEW live_tickets AS
    SELECT * FROM tickets ANTI JOIN dead_files USING (file_id) ANTI JOIN superseded USING (file_id, line);
CREATE VIEW live_feedback AS
    SELECT * FROM feedback ANTI JOIN dead_files USING (file_id) ANTI JOIN superseded USING (file_id, line);
CREATE VIEW live_contacts AS
    SELECT * FROM contacts ANTI JOIN dead_files USING (file_id) ANTI JOIN superseded USING (file_id, line);
CREATE VIEW live_customers AS
    SELECT * FROM customer_rows ANTI JOIN dead_files USING (file_id) ANTI JOIN superseded USING (file_id, line);
CREATE VIEW live_attributes AS
    SELECT * FROM attribute_rows ANTI JOIN dead_files USING (file_id) ANTI JOIN superseded USING (file_id, line);
CREATE VIEW live_rejects AS
    SELECT * FROM rejects ANTI JOIN dead_files USING (file_id) ANTI JOIN corrected USING (file_id, line);

-- One row per imported table with its accounting as of now. Of several imports of the same bytes the first
-- one that is active has the rows; the others merge into it. A table that does not count shows what it would bring.
CREATE VIEW accounts AS
    WITH held AS (SELECT content, min(file_id) AS holder FROM files WHERE active GROUP BY content)
    SELECT f.file_id, f.name, f.sheet, f.kind, f.encoding, f.role, f.fingerprint, f.mapping, f.warnings, f.imported_at,
           f.content, f.corrects, f.replaces,
           f.active AND f.content NOT IN (SELECT file_id FROM dead_files) AS active,
           CASE WHEN h.holder <> f.file_id THEN f.read ELSE c.read END AS read,
           CASE WHEN h.holder <> f.file_id THEN 0 ELSE c.loaded - coalesce(n.superseded + n.shared, 0) END AS loaded,
           CASE WHEN h.holder <> f.file_id THEN 0 ELSE c.rejected - coalesce(n.corrected, 0) END AS rejected,
           CASE WHEN h.holder <> f.file_id THEN f.read
                ELSE c.merged + coalesce(n.superseded + n.shared + n.corrected, 0) END AS merged,
           CASE WHEN h.holder <> f.file_id THEN 0 ELSE coalesce(n.superseded, 0) END AS superseded,
           CASE WHEN h.holder <> f.file_id THEN 0 ELSE coalesce(n.corrected, 0) END AS corrected
    FROM files f
    JOIN files c ON c.file_id = f.content
    LEFT JOIN held h ON h.content = f.content AND f.active
    LEFT JOIN file_changes n ON n.file_id = f.content AND f.active;

CREATE OR REPLACE MACRO lines_known(as_of) AS TABLE
    SELECT i.customer_no, l.*
    FROM live_lines l JOIN customer_index i USING (customer_id)
    WHERE l.day <= as_of AND (l.void_on IS NULL OR l.void_on > as_of);

CREATE OR REPLACE MACRO returns_known(as_of) AS TABLE
    SELECT i.customer_no, l.*, coalesce(l.void_on, l.day) AS given_back
    FROM live_lines l JOIN customer_index i USING (customer_id)
    WHERE l.day <= as_of AND (l.kind = 'refunded' AND l.void_on <= as_of OR l.kind = 'refund');

CREATE OR REPLACE MACRO tickets_known(as_of) AS TABLE
    SELECT i.customer_no, t.* FROM live_tickets t JOIN customer_index i USING (customer_id) WHERE t.day <= as_of;

CREATE OR REPLACE MACRO feedback_known(as_of) AS TABLE
    SELECT i.customer_no, f.* FROM live_feedback f JOIN customer_index i USING (customer_id)
    WHERE f.day IS NULL OR f.day <= as_of;

CREATE OR REPLACE MACRO contacts_known(as_of) AS TABLE
    SELECT i.customer_no, c.* FROM live_contacts c JOIN customer_index i USING (customer_id) WHERE c.day <= as_of;
