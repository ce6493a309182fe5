-- one row per customer with a purchase known at as_of and silence within the window, by customer_no
WITH
here AS (
    SELECT DISTINCT customer_no FROM purchases($as_of::DATE) WHERE $as_of::DATE - day <= $window::INTEGER
),
-- The sample depends on the customer's number, the day and the seed only. Everything else is asked of its customers.
kept AS (
    SELECT customer_no FROM here
    ORDER BY md5_number_lower(concat_ws(':', $seed::VARCHAR, $as_of, customer_no::VARCHAR)), customer_no
    LIMIT $rows::BIGINT
)
SELECT customer_no FROM kept ORDER BY customer_no
