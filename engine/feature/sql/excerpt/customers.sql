-- one row per customer drawn from those with a purchase known at as_of, by customer_no; who is drawn depends on ids and seed only
WITH drawn AS (
    SELECT customer_no
    FROM profiles() SEMI JOIN purchases($as_of::DATE) USING (customer_no)
    ORDER BY md5_number_lower(concat_ws(':', $seed::VARCHAR, customer_id)), customer_id
    LIMIT $rows::BIGINT
)
SELECT customer_no FROM drawn ORDER BY customer_no
