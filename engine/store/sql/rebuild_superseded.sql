-- one row per loaded row that a fresher table of the same role and shape has too
INSERT INTO superseded
WITH member AS (
    SELECT f.file_id, o.file_id AS origin, o.role || ':' || o.shape AS family, o.imported_at
    FROM files f JOIN files o ON o.file_id = coalesce(f.corrects, f.file_id)
    WHERE f.file_id = f.content AND o.shape <> '' AND f.file_id NOT IN (SELECT file_id FROM dead_files)
), rival AS (
    SELECT * FROM member
    WHERE family IN (SELECT family FROM member GROUP BY family HAVING min(origin) < max(origin))
), entry AS MATERIALIZED (
    -- Rows without a number of their own ('#file-line') are known by their content.
    SELECT r.family, r.origin, r.imported_at, l.file_id, l.line, l.day, CASE
        WHEN starts_with(l.order_id, '#' || l.file_id || '-') THEN
            md5(concat_ws(chr(31), l.customer_id, l.placed_at, coalesce(l.product_id, ''), coalesce(l.product, ''), coalesce(l.category, ''),
                coalesce(l.channel, ''), coalesce(l.region, ''), coalesce(l.quantity::VARCHAR, ''), coalesce(l.unit_price::VARCHAR, ''), l.amount))
        ELSE l.order_id || chr(31) || l.customer_id END AS key
    FROM order_lines l JOIN rival r USING (file_id)
    UNION ALL
    -- Lines of orders have no day of their own: the table imported last has them.
    SELECT r.family, r.origin, r.imported_at, d.file_id, d.line, NULL, d.order_id
    FROM order_details d JOIN rival r USING (file_id)
    UNION ALL
    SELECT r.family, r.origin, r.imported_at, t.file_id, t.line, t.day, CASE
        WHEN starts_with(t.ticket_id, '#' || t.file_id || '-') THEN
            md5(concat_ws(chr(31), t.customer_id, t.day, coalesce(t.topic, ''), coalesce(t.text, '')))
        ELSE t.ticket_id || chr(31) || t.customer_id END
    FROM tickets t JOIN rival r USING (file_id)
    UNION ALL
    SELECT r.family, r.origin, r.imported_at, f.file_id, f.line, f.day,
           md5(concat_ws(chr(31), f.customer_id, coalesce(f.day::VARCHAR, ''), coalesce(f.score::VARCHAR, ''), coalesce(f.reason, ''), coalesce(f.text, '')))
    FROM feedback f JOIN rival r USING (file_id)
    UNION ALL
    -- Answers of nobody cannot be told apart.
    SELECT r.family, r.origin, r.imported_at, q.file_id, q.line, q.day,
           md5(concat_ws(chr(31), q.side, q.person, coalesce(q.day::VARCHAR, ''), string_agg(q.item || chr(30) || q.mark, chr(31) ORDER BY q.item, q.mark)))
    FROM questionnaire_marks q JOIN rival r USING (file_id)
    WHERE q.person <> ''
    GROUP BY r.family, r.origin, r.imported_at, q.file_id, q.line, q.side, q.person, q.day
    UNION ALL
    SELECT r.family, r.origin, r.imported_at, c.file_id, c.line, c.day,
           md5(concat_ws(chr(31), c.campaign, c.customer_id, coalesce(c.day::VARCHAR, ''), c.arm, coalesce(c.offer, ''), coalesce(c.channel, ''), coalesce(c.cost::VARCHAR, '')))
    FROM contacts c JOIN rival r USING (file_id)
    WHERE c.customer_id <> '' -- contacts of nobody cannot be told apart
    UNION ALL
    SELECT r.family, r.origin, r.imported_at, c.file_id, c.line, NULL, c.customer_id
    FROM customer_rows c JOIN rival r USING (file_id)
), span AS (
    -- A day in the future is a slip and does not make a table fresher.
    SELECT family, origin, min(day) AS first_day, coalesce(max(day) FILTER (day <= imported_at::DATE), DATE '0001-01-01') AS last_day
    FROM entry GROUP BY family, origin
), ranked AS (
    SELECT family, origin, first_day, row_number() OVER (PARTITION BY family ORDER BY last_day, origin) AS rank FROM span
), contested AS (
    SELECT family, key FROM entry GROUP BY family, key HAVING min(origin) < max(origin)
), held AS (
    SELECT DISTINCT e.family, e.key, e.origin, k.rank, k.first_day
    FROM entry e JOIN contested USING (family, key) JOIN ranked k USING (family, origin)
)
SELECT e.file_id, e.line, arg_max(h.origin, h.rank)
FROM entry e JOIN ranked k USING (family, origin) JOIN held h USING (family, key)
WHERE h.rank > k.rank AND (e.day IS NULL OR e.day >= h.first_day)
  AND NOT EXISTS (FROM superseded s WHERE s.file_id = e.file_id AND s.line = e.line)
GROUP BY e.file_id, e.line;
