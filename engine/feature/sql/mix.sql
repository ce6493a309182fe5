-- one row per customer of $customers, by customer_no: of which categories and products they bought, and whether that changes
WITH
kept AS (SELECT unnest($customers::INTEGER[]) AS customer_no),
lines AS MATERIALIZED (
    SELECT customer_no, day, placed_at, category, coalesce(product_id, product) AS product
    FROM lines_known($as_of::DATE) SEMI JOIN kept USING (customer_no)
    WHERE kind IN ('sale', 'refunded')
),
cells AS (
    SELECT customer_no, category, count(*) AS n, count(*) FILTER (day > $as_of::DATE - 90) AS late,
           count(*) FILTER (day <= $as_of::DATE - 90) AS early
    FROM lines WHERE category IS NOT NULL GROUP BY customer_no, category
),
totals AS (
    SELECT *, sum(n) OVER own AS all_n, sum(late) OVER own AS all_late, sum(early) OVER own AS all_early
    FROM cells WINDOW own AS (PARTITION BY customer_no)
),
mixed AS (
    SELECT customer_no, count(*) AS categories, sum(n * n)::DOUBLE / (any_value(all_n) * any_value(all_n))::DOUBLE AS concentration,
           max(n)::DOUBLE / any_value(all_n)::DOUBLE AS top_share, max({'n': n, 'category': category}).category AS top_category,
           CASE WHEN any_value(all_early) > 0 THEN coalesce(sum(late) FILTER (early = 0), 0)::DOUBLE / nullif(any_value(all_late), 0)::DOUBLE END AS new_share,
           -- half the sum of the differences of the shares, before and after, over a common denominator
           sum(abs(late * all_early - early * all_late))::DOUBLE / nullif(2 * any_value(all_late) * any_value(all_early), 0)::DOUBLE AS shift
    FROM totals
    GROUP BY customer_no
),
goods AS (
    SELECT customer_no, count(product) AS lines, count(DISTINCT product) AS products,
           max({'at': placed_at, 'category': category}).category AS last_category
    FROM lines WHERE product IS NOT NULL OR category IS NOT NULL GROUP BY customer_no
)
SELECT m.categories::DOUBLE AS categories,
       m.concentration AS category_concentration,
       m.top_share AS top_category_share,
       m.new_share AS new_category_share,
       m.shift AS category_shift,
       m.top_category,
       g.last_category,
       nullif(g.products, 0)::DOUBLE AS products,
       1 - g.products::DOUBLE / nullif(g.lines, 0) AS repeat_share
FROM kept LEFT JOIN mixed m USING (customer_no) LEFT JOIN goods g USING (customer_no)
ORDER BY customer_no
