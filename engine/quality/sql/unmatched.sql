-- one row: refund rows whose customer bought nothing that could be given back before
WITH refunds AS MATERIALIZED (
    SELECT customer_id, coalesce(product_id, product) AS product, day, amount, file_id::BIGINT * 1099511627776 + line AS place
    FROM lines_loaded($as_of::DATE) WHERE kind = 'refund'
), sold AS MATERIALIZED (
    SELECT customer_id, coalesce(product_id, product, '') AS product, min(day) AS first
    FROM lines_loaded($as_of::DATE) SEMI JOIN refunds USING (customer_id)
    WHERE kind IN ('sale', 'refunded') GROUP BY ALL
), any_sale AS (SELECT customer_id, min(first) AS first FROM sold GROUP BY customer_id),
back AS (
    SELECT r.customer_id, r.amount, r.place,
           coalesce(CASE WHEN r.product IS NULL THEN a.first ELSE s.first END > r.day, TRUE) AS open
    FROM refunds r
    LEFT JOIN sold s ON s.customer_id = r.customer_id AND s.product = coalesce(r.product, '')
    LEFT JOIN any_sale a ON a.customer_id = r.customer_id
)
SELECT count(*) FILTER (open), count(*), count(DISTINCT customer_id) FILTER (open), units(coalesce(sum(abs(amount)) FILTER (open), 0)),
       coalesce(array_to_string(min(place, 5) FILTER (open), ','), '')
FROM back;
