-- one row: refund rows whose customer bought nothing that could be given back before
WITH sold AS (
    SELECT customer_id, coalesce(product_id, product, '') AS product, min(day) AS first
    FROM lines_loaded($as_of::DATE) WHERE kind IN ('sale', 'refunded') GROUP BY ALL
), any_sale AS (SELECT customer_id, min(first) AS first FROM sold GROUP BY customer_id),
back AS (
    SELECT l.customer_id, l.amount, l.file_id::BIGINT * 1099511627776 + l.line AS place,
           coalesce(CASE WHEN coalesce(l.product_id, l.product) IS NULL THEN a.first ELSE s.first END > l.day, TRUE) AS open
    FROM lines_loaded($as_of::DATE) l
    LEFT JOIN sold s ON s.customer_id = l.customer_id AND s.product = coalesce(l.product_id, l.product, '')
    LEFT JOIN any_sale a ON a.customer_id = l.customer_id
    WHERE l.kind = 'refund'
)
SELECT count(*) FILTER (open), count(*), count(DISTINCT customer_id) FILTER (open), units(coalesce(sum(abs(amount)) FILTER (open), 0)),
       coalesce(array_to_string(min(place, 5) FILTER (open), ','), '')
FROM back;
