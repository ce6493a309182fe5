-- one row per customer of $customers, by customer_no: what they gave back and what they never paid
WITH
kept AS (SELECT unnest($customers::INTEGER[]) AS customer_no),
sold AS (
    SELECT customer_no, sum(sales) AS sales FROM money_days($as_of::DATE) SEMI JOIN kept USING (customer_no) GROUP BY customer_no
),
back AS (
    SELECT customer_no, max(given_back) AS latest, count(*) FILTER (given_back > $as_of::DATE - 365) AS lines365,
           sum(abs(amount)) AS amount, coalesce(sum(amount) FILTER (kind = 'refunded'), 0) AS sales
    FROM returns_known($as_of::DATE) SEMI JOIN kept USING (customer_no)
    GROUP BY customer_no
),
-- A line that was never paid has the day on which that was known. Those of an id that was put to another are left out.
unpaid AS (
    SELECT customer_no, count(*) AS lines365
    FROM lines_loaded($as_of::DATE) JOIN profiles() USING (customer_id) SEMI JOIN kept USING (customer_no)
    WHERE kind = 'void' AND void_on IS NOT NULL AND day > $as_of::DATE - 365
    GROUP BY customer_no
)
SELECT coalesce(b.amount, 0)::DOUBLE / nullif((s.sales + coalesce(b.sales, 0))::DOUBLE, 0) AS refund_share,
       coalesce(b.lines365, 0)::DOUBLE AS refunds_365,
       ($as_of::DATE - b.latest)::DOUBLE AS refund_days,
       coalesce(u.lines365, 0)::DOUBLE AS cancelled_365
FROM kept LEFT JOIN sold s USING (customer_no) LEFT JOIN back b USING (customer_no) LEFT JOIN unpaid u USING (customer_no)
ORDER BY customer_no
