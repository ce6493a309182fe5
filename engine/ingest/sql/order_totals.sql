-- one row per table of orders some of whose totals are not the sum of their lines, by more than a hundredth per line
WITH head AS (
    SELECT l.order_id, min(l.file_id) AS file_id, sum(l.amount) AS total
    FROM order_lines l SEMI JOIN joined_heads USING (file_id, line) GROUP BY l.order_id
), body AS (
    SELECT order_id, sum(amount) AS total, count(*) AS lines FROM joined_lines GROUP BY order_id
), compared AS (
    SELECT coalesce(f.corrects, f.file_id) AS file_id, h.total, b.total AS sum, abs(h.total - b.total) > b.lines * 0.01 AS differs
    FROM head h JOIN body b USING (order_id) JOIN files f USING (file_id)
)
SELECT f.name, f.sheet, count(*) FILTER (c.differs), count(*), units(sum(c.total) FILTER (c.differs)), units(sum(c.sum) FILTER (c.differs))
FROM compared c JOIN files f USING (file_id)
GROUP BY f.file_id, f.name, f.sheet
-- A table without amounts has nothing to compare.
HAVING bool_or(c.differs) AND bool_or(c.total <> 0)
ORDER BY f.file_id
