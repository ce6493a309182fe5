-- one row: contract customers, of them ended, and money, when the numbers in absorbed are read as those in kept
WITH link AS (SELECT unnest($absorbed) AS customer_no, unnest($kept) AS person),
state AS (
    SELECT coalesce(l.person, c.customer_no) AS person, bool_and(c.churned) AS churned, sum(c.total_amount) AS amount
    FROM contracts_at($ends::DATE, $grace::INTEGER) c LEFT JOIN link l USING (customer_no) GROUP BY ALL
)
SELECT count(*), count(*) FILTER (churned), units(coalesce(sum(amount), 0)), coalesce(sum(units(amount)::HUGEINT * units(amount)::HUGEINT), 0)::DOUBLE, count(amount) FROM state;
