-- one row per line joined to its order, per order line that stands for its order only, per line without its order
DELETE FROM joined_lines;
DELETE FROM joined_heads;
DELETE FROM orphan_details;
CREATE OR REPLACE TEMP TABLE detail AS
SELECT * EXCLUDE (raw) FROM order_details ANTI JOIN dead_files USING (file_id) ANTI JOIN superseded USING (file_id, line);
-- A refund with the number of its order is no second header; an order that is a refund as a whole is its own.
CREATE OR REPLACE TEMP TABLE head AS
SELECT l.*, l.kind = 'refund' AS back,
       bool_and(l.kind = 'refund') OVER (PARTITION BY order_id) AS all_back,
       row_number() OVER (PARTITION BY order_id ORDER BY l.kind = 'refund', l.file_id, l.line) AS turn,
       sum(l.amount) OVER (PARTITION BY order_id, l.kind = 'refund') AS total
FROM order_lines l ANTI JOIN dead_files USING (file_id) ANTI JOIN superseded USING (file_id, line) SEMI JOIN detail USING (order_id)
-- Nobody can tell whose the lines are when several customers have the number.
QUALIFY min(l.customer_id) OVER (PARTITION BY order_id) = max(l.customer_id) OVER (PARTITION BY order_id);
INSERT INTO joined_heads SELECT file_id, line FROM head WHERE back = all_back;
INSERT INTO orphan_details SELECT file_id, line FROM detail ANTI JOIN head USING (order_id);
INSERT INTO joined_lines
WITH paired AS (
    SELECT d.*, h.customer_id, h.placed_at, h.day, h.kind AS order_kind, h.void_on AS order_void_on, h.status AS order_status,
           h.coupon AS order_coupon, h.channel AS order_channel, h.region AS order_region,
           h.promised_days AS order_promised, h.actual_days AS order_actual, units(h.total) AS total,
           count(*) OVER (PARTITION BY d.order_id) AS lines,
           row_number() OVER (PARTITION BY d.order_id ORDER BY d.file_id, d.line) - 1 AS nth
    FROM detail d JOIN head h ON h.order_id = d.order_id AND h.turn = 1
), decided AS (
    -- Without amounts of their own the lines share that of the order; the first lines have what is left of the division.
    SELECT *, coalesce(amount, ((total // lines + CASE WHEN nth < total - total // lines * lines THEN 1 ELSE 0 END)::DECIMAL(18, 0) / 10000)::DECIMAL(18, 4)) AS paid,
           CASE WHEN order_kind = 'refund' OR kind = 'refund' THEN 'refund'
                WHEN order_kind = 'void' OR kind = 'void' THEN 'void'
                WHEN order_kind = 'refunded' OR kind = 'refunded' THEN 'refunded'
                ELSE 'sale' END AS joined_kind
    FROM paired
)
SELECT file_id, line, order_id, customer_id, placed_at, day, joined_kind,
       CASE joined_kind WHEN 'void' THEN day
                        WHEN 'refunded' THEN CASE WHEN kind = 'refunded' THEN greatest(coalesce(void_on, order_void_on, day), day) ELSE order_void_on END END,
       product_id, product, category, quantity, unit_price,
       CASE WHEN joined_kind = 'refund' THEN -abs(paid) ELSE paid END,
       discount, CASE WHEN joined_kind = 'refund' THEN -abs(cost) ELSE cost END,
       CASE WHEN joined_kind = 'refund' THEN status ELSE coalesce(status, order_status) END, coalesce(coupon, order_coupon), coalesce(channel, order_channel), coalesce(region, order_region),
       coalesce(promised_days, order_promised), coalesce(actual_days, order_actual)
FROM decided;
DROP TABLE detail;
DROP TABLE head;
