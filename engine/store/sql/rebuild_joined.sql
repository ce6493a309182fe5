-- one row per line joined to its order, per order line that stands for its order only, per line without its order
DELETE FROM joined_lines;
DELETE FROM joined_heads;
DELETE FROM orphan_details;
-- An amount of an order shared out evenly; the first lines have what is left of the division.
CREATE OR REPLACE TEMP MACRO share_out(whole, lines, nth) AS
    ((whole // lines + CASE WHEN nth < whole - whole // lines * lines THEN 1 ELSE 0 END)::DECIMAL(18, 0) / 10000)::DECIMAL(18, 4);
CREATE OR REPLACE TEMP TABLE detail AS
SELECT * EXCLUDE (raw) FROM order_details ANTI JOIN dead_files USING (file_id) ANTI JOIN superseded USING (file_id, line);
-- A refund with the number of its order is no second header; an order that is a refund as a whole is its own.
CREATE OR REPLACE TEMP TABLE head AS
SELECT l.*, l.kind = 'refund' AS back,
       bool_and(l.kind = 'refund') OVER (PARTITION BY order_id) AS all_back,
       row_number() OVER (PARTITION BY order_id ORDER BY l.kind = 'refund', l.file_id, l.line) AS turn,
       sum(l.amount) OVER side AS total, sum(l.discount) OVER side AS whole_discount, sum(l.cost) OVER side AS whole_cost
FROM order_lines l ANTI JOIN dead_files USING (file_id) ANTI JOIN superseded USING (file_id, line) SEMI JOIN detail USING (order_id)
WINDOW side AS (PARTITION BY order_id, l.kind = 'refund')
-- Nobody can tell whose the lines are when several customers have the number.
QUALIFY min(l.customer_id) OVER (PARTITION BY order_id) = max(l.customer_id) OVER (PARTITION BY order_id);
INSERT INTO joined_heads SELECT file_id, line FROM head WHERE back = all_back;
INSERT INTO orphan_details SELECT file_id, line FROM detail ANTI JOIN head USING (order_id);
INSERT INTO joined_lines
WITH paired AS (
    SELECT d.*, h.customer_id, h.customer_key, h.placed_at, h.day, h.kind AS order_kind, h.void_on AS order_void_on, h.status AS order_status,
           h.coupon AS order_coupon, h.channel AS order_channel, h.region AS order_region,
           h.promised_days AS order_promised, h.actual_days AS order_actual, units(h.total) AS total,
           h.product_id AS order_product_id, h.product AS order_product, h.category AS order_category,
           -- The cost of an order stands for that of its lines when none of them tells its own; so does its discount
           -- when the lines share its amount: what lines sum to is before a discount of the order.
           CASE WHEN count(d.cost) OVER lot = 0 THEN units(h.whole_cost) END AS order_cost,
           CASE WHEN count(d.discount) OVER lot = 0 AND count(d.amount) OVER lot = 0 THEN units(h.whole_discount) END AS order_discount,
           count(*) OVER (PARTITION BY d.order_id) AS lines,
           row_number() OVER (PARTITION BY d.order_id ORDER BY d.file_id, d.line) - 1 AS nth
    FROM detail d JOIN head h ON h.order_id = d.order_id AND h.turn = 1
    WINDOW lot AS (PARTITION BY d.order_id)
), decided AS (
    -- Without amounts of their own the lines share that of the order.
    SELECT * REPLACE (coalesce(cost, share_out(order_cost, lines, nth)) AS cost, coalesce(discount, share_out(order_discount, lines, nth)) AS discount),
           coalesce(amount, share_out(total, lines, nth)) AS paid, product_id IS NULL AND product IS NULL AS unnamed,
           CASE WHEN order_kind = 'refund' OR kind = 'refund' THEN 'refund'
                WHEN order_kind = 'void' OR kind = 'void' THEN 'void'
                WHEN order_kind = 'refunded' OR kind = 'refunded' THEN 'refunded'
                ELSE 'sale' END AS joined_kind
    FROM paired
)
SELECT file_id, line, order_id, customer_id, placed_at, day, joined_kind,
       CASE joined_kind WHEN 'void' THEN day
                        WHEN 'refunded' THEN CASE WHEN kind = 'refunded' THEN greatest(coalesce(void_on, order_void_on, day), day) ELSE order_void_on END END,
       CASE WHEN unnamed THEN order_product_id ELSE product_id END, CASE WHEN unnamed THEN order_product ELSE product END,
       coalesce(category, order_category), quantity, unit_price,
       CASE WHEN joined_kind = 'refund' THEN -abs(paid) ELSE paid END,
       discount, CASE WHEN joined_kind = 'refund' THEN -abs(cost) ELSE cost END,
       CASE WHEN joined_kind = 'refund' THEN status ELSE coalesce(status, order_status) END, coalesce(coupon, order_coupon), coalesce(channel, order_channel), coalesce(region, order_region),
       coalesce(promised_days, order_promised), coalesce(actual_days, order_actual), customer_key
FROM decided;
DROP MACRO share_out;
DROP TABLE detail;
DROP TABLE head;
