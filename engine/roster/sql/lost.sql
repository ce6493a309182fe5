-- one row per lost customer in the class of the partition: id
WITH state AS (
    SELECT customer_no, max(day) AS last, count(*) AS days, arg_max(patience, day) AS patience
    FROM patient_purchases($as_of::DATE, $window::INTEGER, $times::INTEGER) GROUP BY customer_no
), lost AS (
    SELECT customer_no, last, days, patience, ($as_of::DATE - last)::INTEGER AS silent
    FROM state WHERE $as_of::DATE - last > patience
), valued AS MATERIALIZED (
    -- the 365 days up to and including the last purchase day, and refunds booked after it
    SELECT l.customer_no, l.silent, l.days, l.patience, units(sum(m.amount)) AS revenue
    FROM lost l JOIN money_days($as_of::DATE) m USING (customer_no)
    WHERE m.day > l.last - 365
    GROUP BY l.customer_no, l.silent, l.days, l.patience
), ranked AS MATERIALIZED (
    SELECT *, row_number() OVER (ORDER BY revenue DESC, customer_no) AS place, count(*) OVER () AS n FROM valued
), cuts AS (
    SELECT min(revenue) FILTER (place <= ceil(n * 0.2)) AS high, min(revenue) FILTER (place <= ceil(n * 0.5)) AS medium
    FROM ranked
), classed AS (
    SELECT customer_no,
           CASE $partition::VARCHAR
               WHEN 'time' THEN CASE WHEN silent <= 2 * patience THEN 'recent' WHEN silent <= 3 * patience THEN 'mid' ELSE 'long' END
               WHEN 'stage' THEN CASE WHEN days = 1 THEN 'new' WHEN days <= 4 THEN 'active' ELSE 'long_standing' END
               WHEN 'value' THEN CASE WHEN revenue >= high THEN 'high' WHEN revenue >= medium THEN 'medium' ELSE 'low' END
           END AS class
    FROM ranked CROSS JOIN cuts
)
SELECT i.customer_id FROM classed JOIN profiles() i USING (customer_no)
WHERE class = $class::VARCHAR
ORDER BY i.customer_id;
