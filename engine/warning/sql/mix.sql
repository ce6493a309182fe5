-- one row per customer, category and month of the lines bought, by customer_no, category and months; and the month in which they were given back, NULL for never
WITH lines AS (
    SELECT customer_no, category, day, NULL::DATE AS gone
    FROM lines_known($as_of::DATE) WHERE kind IN ('sale', 'refunded') AND category IS NOT NULL
    UNION ALL
    SELECT customer_no, category, day, given_back
    FROM returns_known($as_of::DATE) WHERE kind = 'refunded' AND category IS NOT NULL
), many AS (
    SELECT customer_no FROM lines GROUP BY customer_no HAVING count(*) >= $lines::INTEGER
), names AS (
    SELECT category, row_number() OVER (ORDER BY category) - 1 AS place FROM (SELECT DISTINCT category FROM lines)
)
SELECT customer_no, place, category, year(day) * 12 + month(day) - 1 AS month,
       CASE WHEN gone IS NOT NULL THEN year(gone) * 12 + month(gone) - 1 END AS gone_month, count(*)
FROM lines SEMI JOIN many USING (customer_no) JOIN names USING (category)
GROUP BY ALL
ORDER BY customer_no, place, month, gone_month NULLS LAST
