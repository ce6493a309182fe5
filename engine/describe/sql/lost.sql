-- one row per part of the partitions of the lost customers: partition, class, customers, yearly revenue, its smallest
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
), tiered AS (
    -- everybody with the value at the boundary goes up
    SELECT CASE WHEN revenue >= high THEN 'high' WHEN revenue >= medium THEN 'medium' ELSE 'low' END AS tier, revenue
    FROM ranked CROSS JOIN cuts
)
SELECT 'time', CASE WHEN silent <= 2 * patience THEN 'recent'
                    WHEN silent <= 3 * patience THEN 'mid' ELSE 'long' END AS class,
       count(*), sum(revenue)::BIGINT, min(revenue) FROM ranked GROUP BY class
UNION ALL
SELECT 'stage', CASE WHEN days = 1 THEN 'new' WHEN days <= 4 THEN 'active' ELSE 'long_standing' END AS class,
       count(*), sum(revenue)::BIGINT, min(revenue) FROM ranked GROUP BY class
UNION ALL
SELECT 'value', tier, count(*), sum(revenue)::BIGINT, min(revenue) FROM tiered GROUP BY tier
UNION ALL
SELECT 'top', 'top', count(*), coalesce(sum(revenue), 0)::BIGINT, coalesce(min(revenue), 0) FROM ranked WHERE place <= ceil(n * 0.2)
UNION ALL
SELECT 'all', 'year_to_last_purchase', count(*), coalesce(sum(revenue), 0)::BIGINT, coalesce(min(revenue), 0) FROM ranked;
