-- one row per closed, never paid order line known on the day, latest first within a customer
SELECT p.customer_no, day_no(l.day), coalesce(l.status, '')
FROM lines_loaded($as_of::DATE) l JOIN profiles() p USING (customer_id)
WHERE l.kind = 'void' AND l.void_on IS NOT NULL
ORDER BY p.customer_no, l.day DESC, l.status;
