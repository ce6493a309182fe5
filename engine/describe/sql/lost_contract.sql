-- one row per part of the partitions of the lost contracts: partition, class, customers, yearly revenue, its smallest
WITH lost AS (
    SELECT customer_no, monthly_amount, total_amount,
           coalesce(tenure_months, (ended - joined) / 30.4375) AS tenure
    FROM contracts_at($ends::DATE, $grace::INTEGER) WHERE churned
), valued AS MATERIALIZED (
    SELECT customer_no, tenure, coalesce(
               units(monthly_amount * 12),
               CASE WHEN tenure > 0 THEN (total_amount * 120000 / tenure)::BIGINT END) AS known,
           monthly_amount IS NOT NULL AS monthly
    FROM lost
), ranked AS MATERIALIZED (
    SELECT tenure, coalesce(known, 0) AS revenue, known, monthly,
           row_number() OVER (ORDER BY coalesce(known, 0) DESC, customer_no) AS place, count(*) OVER () AS n
    FROM valued
), cuts AS (
    SELECT min(revenue) FILTER (place <= ceil(n * 0.2)) AS high, min(revenue) FILTER (place <= ceil(n * 0.5)) AS medium
    FROM ranked
), tiered AS (
    -- everybody with the value at the boundary goes up
    SELECT CASE WHEN revenue >= high THEN 'high' WHEN revenue >= medium THEN 'medium' ELSE 'low' END AS tier, revenue
    FROM ranked CROSS JOIN cuts
)
SELECT 'time', CASE WHEN tenure IS NULL THEN 'unknown' WHEN tenure <= 6 THEN 'tenure_0_6'
                    WHEN tenure <= 24 THEN 'tenure_7_24' ELSE 'tenure_25' END AS class,
       count(*), sum(revenue)::BIGINT, min(revenue) FROM ranked GROUP BY class
UNION ALL
SELECT 'stage', CASE WHEN tenure IS NULL THEN 'unknown' WHEN tenure <= 6 THEN 'new'
                     WHEN tenure <= 24 THEN 'active' ELSE 'long_standing' END AS class,
       count(*), sum(revenue)::BIGINT, min(revenue) FROM ranked GROUP BY class
UNION ALL
SELECT 'value', tier, count(*), sum(revenue)::BIGINT, min(revenue) FROM tiered GROUP BY tier
UNION ALL
SELECT 'top', 'top', count(*), coalesce(sum(revenue), 0)::BIGINT, coalesce(min(revenue), 0) FROM ranked WHERE place <= ceil(n * 0.2)
UNION ALL
SELECT 'all', CASE WHEN count(known) = 0 THEN 'none' WHEN bool_or(monthly) THEN 'monthly_amount' ELSE 'total_over_tenure' END,
       count(*), coalesce(sum(revenue), 0)::BIGINT, coalesce(min(revenue), 0) FROM ranked;
