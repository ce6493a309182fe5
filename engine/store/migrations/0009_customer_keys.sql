-- Order lines know their customer by a number of its own, so that questions find whose a line is without looking for its
-- id and without a second copy of the lines.

-- One row per customer that ever had an order line. Keys begin at 1 and leave none out; 0 is the key of nobody.
-- No two ids are equal: looking for what they share costs more than their writing.
CREATE TABLE customer_keys (customer_key INTEGER NOT NULL, customer_id VARCHAR NOT NULL USING COMPRESSION uncompressed);
INSERT INTO customer_keys
SELECT row_number() OVER (ORDER BY customer_id), customer_id
FROM (SELECT DISTINCT customer_id FROM order_lines WHERE customer_id <> '');

-- One row: the customer_no of every key in turn, NULL for customers who do not count; see rebuild_numbers.sql.
CREATE TABLE customer_numbers (numbers INTEGER[] NOT NULL);
INSERT INTO customer_numbers
SELECT coalesce(list(i.customer_no ORDER BY k.customer_key), []) FROM customer_keys k LEFT JOIN customer_index i USING (customer_id);

-- As before, with the key. Nearly every row has ids of its own: a dictionary that finds none takes a fifth of the
-- time of an import.
CREATE TABLE keyed_lines (
    file_id       INTEGER NOT NULL,
    line          BIGINT NOT NULL,
    order_id      VARCHAR NOT NULL USING COMPRESSION zstd,
    customer_id   VARCHAR NOT NULL USING COMPRESSION zstd,
    placed_at     TIMESTAMP NOT NULL,
    day           DATE NOT NULL,
    kind          VARCHAR NOT NULL,
    void_on       DATE,
    product_id    VARCHAR,
    product       VARCHAR,
    category      VARCHAR,
    quantity      DECIMAL(18, 4),
    unit_price    DECIMAL(18, 4),
    amount        DECIMAL(18, 4) NOT NULL,
    discount      DECIMAL(18, 4),
    cost          DECIMAL(18, 4),
    status        VARCHAR,
    coupon        BOOLEAN,
    channel       VARCHAR,
    region        VARCHAR,
    promised_days DOUBLE,
    actual_days   DOUBLE,
    customer_key  INTEGER NOT NULL
);
INSERT INTO keyed_lines SELECT l.*, coalesce(k.customer_key, 0) FROM order_lines l LEFT JOIN customer_keys k USING (customer_id);
CREATE TABLE keyed_joined AS SELECT l.*, coalesce(k.customer_key, 0) AS customer_key FROM joined_lines l LEFT JOIN customer_keys k USING (customer_id);
DROP TABLE customer_lines;
DROP TABLE joined_lines;
DROP TABLE order_lines;
ALTER TABLE keyed_lines RENAME TO order_lines;
ALTER TABLE keyed_joined RENAME TO joined_lines;

CREATE OR REPLACE VIEW live_lines AS
    SELECT * FROM order_lines ANTI JOIN dead_files USING (file_id) ANTI JOIN superseded USING (file_id, line) ANTI JOIN joined_heads USING (file_id, line)
    UNION ALL
    SELECT * FROM joined_lines;

-- One row per line that counts and is somebody's, with what questions ask of a line.
CREATE VIEW customer_lines AS
    SELECT * FROM (
        SELECT (SELECT numbers FROM customer_numbers)[customer_key] AS customer_no, day, placed_at, kind, void_on, product_id, product, category,
               quantity, unit_price, amount, discount, cost, coupon, channel, region, promised_days, actual_days
        FROM live_lines
    ) WHERE customer_no IS NOT NULL;

CREATE OR REPLACE MACRO lines_known(as_of) AS TABLE
    SELECT * FROM customer_lines WHERE day <= as_of AND (void_on IS NULL OR void_on > as_of);

CREATE OR REPLACE MACRO returns_known(as_of) AS TABLE
    SELECT *, coalesce(void_on, day) AS given_back FROM customer_lines
    WHERE day <= as_of AND (kind = 'refunded' AND void_on <= as_of OR kind = 'refund');
