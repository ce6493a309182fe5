-- one row: what the customer table holds against the orders
SELECT count(*), count(*) FILTER (name IS NULL), count(*) FILTER (joined IS NULL), count(*) FILTER (joined > $today::DATE),
       count(*) FILTER (joined < DATE '1900-01-01'), count(*) FILTER (ended < joined),
       count(*) FILTER (customer_id NOT IN (SELECT customer_id FROM lines_loaded($as_of::DATE))),
       (SELECT count(DISTINCT customer_id) FROM lines_loaded($as_of::DATE) WHERE customer_id NOT IN (SELECT customer_id FROM customers)),
       (SELECT count(DISTINCT customer_id) FROM lines_loaded($as_of::DATE)),
       units(coalesce((SELECT sum(abs(amount)) FROM lines_loaded($as_of::DATE) WHERE customer_id NOT IN (SELECT customer_id FROM customers)), 0)),
       count(churned), count(*) FILTER (churned IS NULL), count(monthly_amount), count(total_amount), count(tenure_months),
       count(*) FILTER (monthly_amount < 0 OR total_amount < 0)
FROM customers;
