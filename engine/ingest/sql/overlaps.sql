-- one row per pair of order tables that list the same orders twice
WITH named AS (
    SELECT DISTINCT coalesce(f.corrects, f.file_id) AS origin, l.order_id, l.day
    FROM live_lines l JOIN files f USING (file_id)
    WHERE l.kind IN ('sale', 'refunded') AND NOT starts_with(l.order_id, '#' || l.file_id || '-')
), size AS (
    SELECT origin, count(*) AS orders FROM named GROUP BY origin
), pair AS (
    SELECT a.origin AS earlier, b.origin AS later, count(*) AS shared
    FROM named a JOIN named b USING (order_id, day)
    WHERE a.origin < b.origin
    GROUP BY a.origin, b.origin
)
SELECT l.name, l.sheet, e.name, p.shared, least(x.orders, y.orders)
FROM pair p
JOIN files l ON l.file_id = p.later JOIN files e ON e.file_id = p.earlier
JOIN size x ON x.origin = p.earlier JOIN size y ON y.origin = p.later
WHERE p.shared * 5 >= least(x.orders, y.orders)
ORDER BY p.later, p.earlier
