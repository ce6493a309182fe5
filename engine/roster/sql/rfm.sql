-- one row per customer of one class (r, f, m above its mean or not), or of its lost ones: id
WITH state AS MATERIALIZED (
    SELECT customer_no, ($as_of::DATE - max(day))::BIGINT AS silent, count(*) AS days, units(sum(amount)) AS money, arg_max(patience, day) AS patience
    FROM patient_purchases($as_of::DATE, $window::INTEGER, $times::INTEGER) GROUP BY customer_no
), total AS (
    SELECT count(*)::HUGEINT AS n, sum(silent)::HUGEINT AS silent, sum(days)::HUGEINT AS days, sum(money)::HUGEINT AS money
    FROM state
)
SELECT i.customer_id
FROM state s CROSS JOIN total t JOIN profiles() i USING (customer_no)
WHERE (s.silent * t.n < t.silent) = $r::BOOLEAN AND (s.days * t.n > t.days) = $f::BOOLEAN AND (s.money * t.n > t.money) = $m::BOOLEAN
  AND (NOT $lost::BOOLEAN OR s.silent > s.patience)
ORDER BY i.customer_id;
