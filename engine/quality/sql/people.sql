-- one row: what the customer table holds against the orders
WITH buyers AS MATERIALIZED (
    SELECT customer_id, sum(abs(amount)) AS money FROM lines_loaded($as_of::DATE)
    WHERE (SELECT count(*) FROM customers) > 0 GROUP BY customer_id
), strangers AS (
    SELECT count(*) FILTER (c.customer_id IS NULL) AS n, sum(b.money) FILTER (c.customer_id IS NULL) AS money, count(*) AS buyers
    FROM buyers b LEFT JOIN customers c USING (customer_id)
)
SELECT count(*), count(*) FILTER (name IS NULL), count(*) FILTER (joined IS NULL), count(*) FILTER (joined > $today::DATE),
       count(*) FILTER (joined < DATE '1900-01-01'), count(*) FILTER (ended < joined),
       count(*) FILTER (customer_id NOT IN (SELECT customer_id FROM buyers)),
       (SELECT n FROM strangers), (SELECT buyers FROM strangers), units(coalesce((SELECT money FROM strangers), 0)),
       count(churned), count(*) FILTER (churned IS NULL), count(monthly_amount), count(total_amount), count(tenure_months),
       count(*) FILTER (monthly_amount < 0 OR total_amount < 0)
FROM customers;
