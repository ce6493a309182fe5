-- one row per customer who bought in the $span days up to $from, as known then; left = nothing bought from then to $to, as known at $to
WITH base AS (
    SELECT customer_no, max(day) AS last_day, count(*) AS purchase_days
    FROM purchases($from::DATE) GROUP BY customer_no HAVING max(day) > $from::DATE - $span::INTEGER
),
spend AS (
    SELECT customer_no, sum(amount) AS amount FROM money_days($from::DATE) WHERE day > $from::DATE - 365 GROUP BY customer_no
),
last AS (
    SELECT l.customer_no, max(l.channel) AS channel, max(l.category) AS category
    FROM lines_known($from::DATE) l JOIN base b ON b.customer_no = l.customer_no AND b.last_day = l.day
    WHERE l.kind <> 'refund' GROUP BY l.customer_no
),
again AS (
    SELECT DISTINCT customer_no FROM purchases($to::DATE) WHERE day > $from::DATE
)
SELECT b.customer_no, units(coalesce(s.amount, 0)::DECIMAL(18, 4)), b.purchase_days, coalesce(l.channel, ''), coalesce(l.category, ''), a.customer_no IS NULL AS left
FROM base b LEFT JOIN spend s USING (customer_no) LEFT JOIN last l USING (customer_no) LEFT JOIN again a USING (customer_no)
ORDER BY b.customer_no;
