-- one row: customers, activity and money when the numbers in absorbed are read as those in kept; the definitions are those of the churn rate
WITH link AS (SELECT unnest($absorbed) AS customer_no, unnest($kept) AS person),
bought AS (
    SELECT coalesce(l.person, p.customer_no) AS person, p.day
    FROM purchases($as_of::DATE) p LEFT JOIN link l USING (customer_no) GROUP BY ALL
), spent AS (
    SELECT coalesce(l.person, m.customer_no) AS person, sum(m.amount) AS amount
    FROM money_days($as_of::DATE) m LEFT JOIN link l USING (customer_no) GROUP BY ALL
), state AS (
    SELECT person, count(*) AS days, max(day) AS last, max(day) FILTER (day <= $from::DATE) AS before FROM bought GROUP BY person
), flags AS (
    SELECT days, coalesce(s.amount, 0) AS exact,
           before IS NOT NULL AND $from::DATE - before <= $window::INTEGER AS active,
           $as_of::DATE - last > $window::INTEGER AS silent
    FROM state LEFT JOIN spent s USING (person)
)
SELECT count(*), count(*) FILTER (active), count(*) FILTER (active AND silent), count(*) FILTER (days > 1),
       units(coalesce(sum(exact), 0)), coalesce(sum(units(exact)::HUGEINT * units(exact)::HUGEINT), 0)::DOUBLE
FROM flags;
