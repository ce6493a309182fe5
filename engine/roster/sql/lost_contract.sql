-- one row per lost contract in the class of the partition: id
WITH lost AS (
    SELECT customer_no, customer_id, monthly_amount, total_amount,
           coalesce(tenure_months, (ended - joined) / 30.4375) AS tenure
    FROM contracts_at($ends::DATE, $grace::INTEGER) WHERE churned
), ranked AS MATERIALIZED (
    SELECT customer_no, customer_id, tenure, coalesce(
               units(monthly_amount * 12),
               CASE WHEN tenure > 0 THEN (total_amount * 120000 / tenure)::BIGINT END, 0) AS revenue
    FROM lost
), placed AS MATERIALIZED (
    SELECT *, row_number() OVER (ORDER BY revenue DESC, customer_no) AS place, count(*) OVER () AS n FROM ranked
), cuts AS (
    SELECT min(revenue) FILTER (place <= ceil(n * 0.2)) AS high, min(revenue) FILTER (place <= ceil(n * 0.5)) AS medium
    FROM placed
), classed AS (
    SELECT customer_id,
           CASE $partition::VARCHAR
               WHEN 'time' THEN CASE WHEN tenure IS NULL THEN 'unknown' WHEN tenure <= 6 THEN 'tenure_0_6' WHEN tenure <= 24 THEN 'tenure_7_24' ELSE 'tenure_25' END
               WHEN 'stage' THEN CASE WHEN tenure IS NULL THEN 'unknown' WHEN tenure <= 6 THEN 'new' WHEN tenure <= 24 THEN 'active' ELSE 'long_standing' END
               WHEN 'value' THEN CASE WHEN revenue >= high THEN 'high' WHEN revenue >= medium THEN 'medium' ELSE 'low' END
           END AS class
    FROM placed CROSS JOIN cuts
)
SELECT customer_id FROM classed WHERE class = $class::VARCHAR ORDER BY customer_id;
