-- one row: customers with a purchase known at as_of, first and last purchase day, customers with one purchase day
SELECT count(*), coalesce(day_no(min(first)), 0), coalesce(day_no(max(last)), 0), count(*) FILTER (days = 1)
FROM (
    SELECT customer_no, min(day) AS first, max(day) AS last, count(*) AS days
    FROM purchases($as_of::DATE) GROUP BY customer_no
);
