-- one row per customer who bought in the 365 days up to as_of, by customer_no: days bought on, money spent, discount share, times something was given back, tickets, all of the year, and the last survey answer; NULL where the files do not tell
WITH
bought AS (
    SELECT customer_no, count(*) AS days, sum(amount)::DOUBLE AS spent, sum(discount)::DOUBLE / nullif(sum(amount + discount), 0)::DOUBLE AS discount
    FROM purchases($as_of::DATE) WHERE day > $as_of::DATE - 365 GROUP BY customer_no
),
back AS (SELECT customer_no, count(*) AS lines FROM returns_known($as_of::DATE) WHERE given_back > $as_of::DATE - 365 GROUP BY customer_no),
asked AS (SELECT customer_no, count(*) AS tickets FROM tickets_known($as_of::DATE) WHERE day > $as_of::DATE - 365 GROUP BY customer_no),
answered AS (SELECT customer_no, arg_max(score, (day, score)) AS score FROM feedback_known($as_of::DATE) WHERE score IS NOT NULL AND day IS NOT NULL GROUP BY customer_no),
ever AS (
    SELECT EXISTS (FROM bought WHERE discount > 0) AS discounts, EXISTS (FROM back) AS refunds, EXISTS (FROM asked) AS tickets
)
SELECT b.customer_no, b.days::DOUBLE, b.spent, CASE WHEN e.discounts THEN b.discount END, CASE WHEN e.refunds THEN coalesce(r.lines, 0)::DOUBLE END,
       CASE WHEN e.tickets THEN coalesce(a.tickets, 0)::DOUBLE END, f.score::DOUBLE
FROM bought b CROSS JOIN ever e LEFT JOIN back r USING (customer_no) LEFT JOIN asked a USING (customer_no) LEFT JOIN answered f USING (customer_no)
ORDER BY b.customer_no
