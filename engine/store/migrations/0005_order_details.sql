-- Orders exported as two tables: one of orders (customer, day) and one of their lines (product, amount).

-- One row per line of an order whose customer and day stand in another table.
CREATE TABLE order_details (
    file_id       INTEGER NOT NULL,
    line          BIGINT NOT NULL,
    order_id      VARCHAR NOT NULL,
    kind          VARCHAR NOT NULL,        -- as in order_lines, as far as the line itself says
    void_on       DATE,                    -- NULL when the line does not say
    product_id    VARCHAR,
    product       VARCHAR,
    category      VARCHAR,
    quantity      DECIMAL(18, 4),
    unit_price    DECIMAL(18, 4),
    amount        DECIMAL(18, 4),          -- NULL when the table has no amounts: the order's own is shared out
    discount      DECIMAL(18, 4),
    cost          DECIMAL(18, 4),
    status        VARCHAR,
    coupon        BOOLEAN,
    channel       VARCHAR,
    region        VARCHAR,
    promised_days DOUBLE,
    actual_days   DOUBLE,
    raw           VARCHAR NOT NULL         -- the row as read, cells joined by tabs: without its order it is a rejected row
);

-- Derived from here on, see rebuild_joined.sql.

-- One row per line of order_details that counts, with what its order says.
CREATE TABLE joined_lines AS SELECT * FROM order_lines LIMIT 0;

-- One row per order line that only says whose the lines of its order are.
CREATE TABLE joined_heads (file_id INTEGER NOT NULL, line BIGINT NOT NULL);

-- One row per line of order_details whose order is in no table that counts.
CREATE TABLE orphan_details (file_id INTEGER NOT NULL, line BIGINT NOT NULL);

-- Of shared, superseded and corrected rows the accounting is said in 0002; lines without their order are rejected.
ALTER TABLE file_changes ADD COLUMN orphans BIGINT;
UPDATE file_changes SET orphans = 0;

CREATE OR REPLACE VIEW live_lines AS
    SELECT * FROM order_lines ANTI JOIN dead_files USING (file_id) ANTI JOIN superseded USING (file_id, line) ANTI JOIN joined_heads USING (file_id, line)
    UNION ALL
    SELECT * FROM joined_lines;

CREATE OR REPLACE VIEW live_rejects AS
    SELECT * FROM rejects ANTI JOIN dead_files USING (file_id) ANTI JOIN corrected USING (file_id, line)
    UNION ALL
    SELECT d.file_id, d.line, 'no_order', 'order_id', d.order_id, d.raw FROM order_details d SEMI JOIN orphan_details USING (file_id, line);

-- One row per imported table with its accounting as of now. Of several imports of the same bytes the first
-- one that is active has the rows; the others merge into it. A table that does not count shows what it would bring.
CREATE OR REPLACE VIEW accounts AS
    WITH held AS (SELECT content, min(file_id) AS holder FROM files WHERE active GROUP BY content)
    SELECT f.file_id, f.name, f.sheet, f.kind, f.encoding, f.role, f.fingerprint, f.mapping, f.warnings, f.imported_at,
           f.content, f.corrects, f.replaces,
           f.active AND f.content NOT IN (SELECT file_id FROM dead_files) AS active,
           CASE WHEN h.holder <> f.file_id THEN f.read ELSE c.read END AS read,
           CASE WHEN h.holder <> f.file_id THEN 0 ELSE c.loaded - coalesce(n.superseded + n.shared + n.orphans, 0) END AS loaded,
           CASE WHEN h.holder <> f.file_id THEN 0 ELSE c.rejected + coalesce(n.orphans - n.corrected, 0) END AS rejected,
           CASE WHEN h.holder <> f.file_id THEN f.read
                ELSE c.merged + coalesce(n.superseded + n.shared + n.corrected, 0) END AS merged,
           CASE WHEN h.holder <> f.file_id THEN 0 ELSE coalesce(n.superseded, 0) END AS superseded,
           CASE WHEN h.holder <> f.file_id THEN 0 ELSE coalesce(n.corrected, 0) END AS corrected
    FROM files f
    JOIN files c ON c.file_id = f.content
    LEFT JOIN held h ON h.content = f.content AND f.active
    LEFT JOIN file_changes n ON n.file_id = f.content AND f.active;
