-- one row per customer with a purchase known at as_of and silence within the window, by customer_no
WITH
here AS (
    SELECT DISTINCT customer_no FROM purchases($as_of::DATE) WHERE $as_of::DATE - day <= $window::INTEGER
),
-- The sample depends on the customer's id, the day and the seed only: customers of later days do not change it. Everything
-- else is asked of its customers.
kept AS (
    SELECT customer_no FROM here JOIN profiles() USING (customer_no)
    ORDER BY md5_number_lower(concat_ws(':', $seed::VARCHAR, $as_of, customer_id)), customer_id
    LIMIT $rows::BIGINT
)
SELECT customer_no FROM kept ORDER BY customer_no
