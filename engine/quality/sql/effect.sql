-- one row: customers, activity and money when the numbers in absorbed are read as those in kept; the definitions are those of the churn rate
WITH link AS (SELECT unnest($absorbed) AS customer_no, unnest($kept) AS person),
bought AS (
    SELECT coalesce(l.person, p.customer_no) AS person, p.day, max(p.patience) AS patience -- a rhythm over several numbers is that of each
    FROM patient_purchases($as_of::DATE, $window::INTEGER, $times::INTEGER) p LEFT JOIN link l USING (customer_no) GROUP BY 1, 2
), spent AS (
    SELECT coalesce(l.person, m.customer_no) AS person, sum(m.amount) AS amount
    FROM money_days($as_of::DATE) m LEFT JOIN link l USING (customer_no) GROUP BY ALL
), state AS (
    SELECT person, count(*) AS days, max(day) AS last, max(day) FILTER (day <= $from::DATE) AS before,
           arg_max(patience, day) AS patience, arg_max(patience, day) FILTER (day <= $from::DATE) AS patience_before
    FROM bought GROUP BY person
), flags AS (
    SELECT days, coalesce(s.amount, 0) AS exact,
           before IS NOT NULL AND $from::DATE - before <= patience_before AS active,
           $as_of::DATE - last > patience AS silent
    FROM state LEFT JOIN spent s USING (person)
)
SELECT count(*), count(*) FILTER (active), count(*) FILTER (active AND silent), count(*) FILTER (days > 1),
       units(coalesce(sum(exact), 0)), coalesce(sum(units(exact)::HUGEINT * units(exact)::HUGEINT), 0)::DOUBLE
FROM flags;
