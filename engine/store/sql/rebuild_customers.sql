-- one row per customer, and per customer and attribute: the table that stood first wins, later ones fill gaps
DELETE FROM customers;
DELETE FROM customer_attributes;
CREATE OR REPLACE TEMP TABLE table_order AS
SELECT f.file_id, row_number() OVER (ORDER BY min(g.file_id), f.file_id)::BIGINT * 1099511627776 AS place
FROM files f JOIN files g ON g.file_id = f.file_id OR g.role = f.role AND g.shape = f.shape AND f.shape <> ''
WHERE f.role = 'customers'
GROUP BY f.file_id;
INSERT INTO customers
SELECT customer_id, arg_min(name, nth), arg_min(joined, nth), arg_min(ended, nth), arg_min(churned, nth), arg_min(tenure_months, nth),
       arg_min(monthly_amount, nth), arg_min(total_amount, nth), arg_min(reason, nth), bool_or(do_not_contact)
FROM (SELECT c.*, coalesce(o.place, 0) + c.line AS nth FROM live_customers c LEFT JOIN table_order o USING (file_id))
GROUP BY customer_id;
INSERT INTO customer_attributes
WITH known AS (
    SELECT a.*, coalesce(o.place, 0) AS place FROM live_attributes a LEFT JOIN table_order o USING (file_id)
), named AS (
    SELECT name, (row_number() OVER (ORDER BY min(place + position), name) - 1)::INTEGER AS position, bool_and(number IS NOT NULL) AS numbers
    FROM known GROUP BY name
), filled AS (
    SELECT customer_id, name, arg_min(value, place + line) AS value, arg_min_null(number, place + line) AS number
    FROM known GROUP BY customer_id, name
)
SELECT f.customer_id, f.name, n.position, f.value, CASE WHEN n.numbers THEN f.number END
FROM filled f JOIN named n USING (name);
DROP TABLE table_order;
