-- one row per class (r, f, m above its mean or not) with the sums the thresholds come from
WITH state AS MATERIALIZED (
    SELECT customer_no, ($as_of::DATE - max(day))::BIGINT AS silent, count(*) AS days, units(sum(amount)) AS money, arg_max(patience, day) AS patience
    FROM patient_purchases($as_of::DATE, $window::INTEGER, $times::INTEGER) GROUP BY customer_no
), total AS (
    SELECT count(*)::HUGEINT AS n, sum(silent)::HUGEINT AS silent, sum(days)::HUGEINT AS days, sum(money)::HUGEINT AS money
    FROM state
), classed AS (
    -- x > mean written as x · n > sum: whole numbers, the same on any number of cores
    SELECT s.silent * t.n < t.silent AS r, s.days * t.n > t.days AS f, s.money * t.n > t.money AS m,
           s.silent, s.money, s.patience
    FROM state s CROSS JOIN total t
)
SELECT c.r, c.f, c.m, count(*), sum(c.money)::BIGINT, count(*) FILTER (c.silent > c.patience),
       any_value(t.n)::BIGINT, any_value(t.silent)::BIGINT, any_value(t.days)::BIGINT, any_value(t.money)::BIGINT
FROM classed c CROSS JOIN total t
GROUP BY c.r, c.f, c.m;
