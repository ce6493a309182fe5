-- one row: refund rows that give back exactly one earlier purchase line, and what would be left of lines, orders, days and customers without those
WITH lines AS (
    SELECT file_id, line, order_id, customer_id, placed_at, day, kind, amount,
           coalesce(product_id, product, '') AS product, coalesce(abs(quantity), -1) AS size, coalesce(unit_price, -1) AS price,
           CASE WHEN unit_price IS NULL OR quantity IS NULL THEN abs(amount) ELSE -1 END AS paid
    FROM lines_loaded($as_of::DATE) ANTI JOIN excluded_ids USING (customer_id)
    WHERE kind = 'sale' AND amount > 0 OR kind = 'refund'
), wanted AS MATERIALIZED (
    SELECT DISTINCT customer_id, product, size, price, paid FROM lines WHERE kind = 'refund'
), tried AS (
    -- lines still open after each: a purchase opens one, a refund takes the latest open one
    SELECT *, sum(CASE kind WHEN 'sale' THEN 1 ELSE -1 END) OVER turn AS level
    FROM lines SEMI JOIN wanted USING (customer_id, product, size, price, paid)
    WINDOW turn AS (PARTITION BY customer_id, product, size, price, paid ORDER BY placed_at, file_id, line ROWS UNBOUNDED PRECEDING)
), counted AS (
    SELECT *, level - least(0, min(level) OVER turn) AS open
    FROM tried
    WINDOW turn AS (PARTITION BY customer_id, product, size, price, paid ORDER BY placed_at, file_id, line ROWS UNBOUNDED PRECEDING)
), placed AS (
    -- a purchase and the refund that takes it stand on the same step; a refund that finds nothing open stands on none
    SELECT *, CASE WHEN kind = 'sale' THEN open
                   WHEN lag(open, 1, 0) OVER turn > 0 THEN open + 1 END AS step
    FROM counted
    WINDOW turn AS (PARTITION BY customer_id, product, size, price, paid ORDER BY placed_at, file_id, line)
), paired AS MATERIALIZED (
    SELECT file_id, line, order_id, customer_id, day, kind, amount,
           kind = 'sale' AND coalesce(lead(kind) OVER turn = 'refund', FALSE) AS back, step IS NULL AS alone
    FROM placed
    WINDOW turn AS (PARTITION BY customer_id, product, size, price, paid, step ORDER BY placed_at, file_id, line)
), back AS MATERIALIZED (
    SELECT * FROM paired WHERE back
), rest AS MATERIALIZED (
    -- purchase lines that stay, of the customers who gave one back
    SELECT order_id, customer_id, day FROM lines_loaded($as_of::DATE) SEMI JOIN back USING (customer_id)
    ANTI JOIN back b USING (file_id, line) WHERE kind = 'sale'
)
SELECT (SELECT count(*) FROM lines WHERE kind = 'refund'),
       (SELECT count(*) FROM back),
       (SELECT units(coalesce(sum(amount), 0)) FROM back),
       (SELECT units(coalesce(-sum(amount), 0)) FROM paired WHERE kind = 'refund' AND alone),
       (SELECT count(DISTINCT order_id) FROM back ANTI JOIN rest USING (order_id)),
       (SELECT count(DISTINCT (customer_id, day)) FROM back ANTI JOIN rest USING (customer_id, day)),
       (SELECT count(DISTINCT customer_id) FROM back ANTI JOIN rest USING (customer_id));
