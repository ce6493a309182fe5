-- one row per customer with four purchase days or more: what changed towards the last one
WITH lines AS (
    SELECT customer_no, day, category, channel, discount, amount FROM lines_known($as_of::DATE) WHERE kind <> 'refund'
),
days AS (
    SELECT customer_no, day, sum(discount)::DOUBLE AS discount, sum(amount)::DOUBLE AS amount,
           row_number() OVER (PARTITION BY customer_no ORDER BY day DESC) AS back
    FROM lines GROUP BY customer_no, day
),
shares AS (
    SELECT customer_no, count(*) AS purchase_days, max(day) AS last_day, count(discount) > 0 AS discounts,
           sum(discount) FILTER (back <= 3) / nullif(sum(amount + coalesce(discount, 0)) FILTER (back <= 3), 0) AS recent,
           sum(discount) FILTER (back > 3) / nullif(sum(amount + coalesce(discount, 0)) FILTER (back > 3), 0) AS earlier
    FROM days GROUP BY customer_no HAVING count(*) >= 4
),
channels AS (
    SELECT customer_no, channel, min(day) AS first_day, max(day) AS last_seen FROM lines WHERE channel IS NOT NULL GROUP BY customer_no, channel
),
categories AS (
    SELECT customer_no, category, min(day) AS first_day, max(day) AS last_seen FROM lines WHERE category IS NOT NULL GROUP BY customer_no, category
),
new_channel AS (
    SELECT c.customer_no, bool_and(first_day = last_day) AS fresh
    FROM channels c JOIN shares s USING (customer_no) WHERE c.last_seen = s.last_day GROUP BY c.customer_no
),
new_category AS (
    SELECT c.customer_no, bool_and(first_day = last_day) AS fresh
    FROM categories c JOIN shares s USING (customer_no) WHERE c.last_seen = s.last_day GROUP BY c.customer_no
)
SELECT s.customer_no, s.discounts, n.customer_no IS NOT NULL, k.customer_no IS NOT NULL,
       coalesce(s.recent >= s.earlier + 0.1, FALSE), coalesce(n.fresh, FALSE), coalesce(k.fresh, FALSE)
FROM shares s LEFT JOIN new_channel n USING (customer_no) LEFT JOIN new_category k USING (customer_no)
ORDER BY s.customer_no;
