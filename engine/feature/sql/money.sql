-- one row per customer of $customers, by customer_no: what they spent and what they saved
WITH
kept AS (SELECT unnest($customers::INTEGER[]) AS customer_no),
known AS MATERIALIZED (
    SELECT customer_no, day, amount, discount, lines, coupon_lines, $as_of::DATE - day AS ago
    FROM purchases($as_of::DATE) SEMI JOIN kept USING (customer_no)
),
-- Sales: 1 to 20 June, 1 to 11 November, 10 to 12 December. Festival: the 30 days before a Spring Festival.
calendar AS (
    SELECT day, month(day) = 6 AND day(day) <= 20 OR month(day) = 11 AND day(day) <= 11 OR month(day) = 12 AND day(day) BETWEEN 10 AND 12 AS sale,
           len(list_filter($spring::DATE[], s -> s > day AND s - day <= 30)) > 0 AS festival
    FROM (SELECT DISTINCT day FROM known)
),
days AS (SELECT k.*, round(amount::DECIMAL(38, 4) * 100)::HUGEINT AS cents, c.sale, c.festival FROM known k JOIN calendar c USING (day)),
spent AS (
    SELECT customer_no, count(*) AS n, max(ago) AS tenure,
           sum(amount) AS amount, max(amount) AS largest, arg_max(amount, day) AS latest, arg_min(amount, day) AS first,
           coalesce(sum(amount) FILTER (ago < 90), 0) AS amount90,
           coalesce(sum(amount) FILTER (ago >= 90 AND ago < 180), 0) AS before90,
           coalesce(sum(amount) FILTER (ago < 365), 0) AS amount365,
           sum(cents) AS cents, sum(cents * cents) AS squares,
           sum(lines) AS lines, sum(coupon_lines) AS coupons,
           sum(lines) FILTER (ago < 90) AS lines90, sum(coupon_lines) FILTER (ago < 90) AS coupons90,
           sum(lines) FILTER (ago >= 90) AS lines_old, sum(coupon_lines) FILTER (ago >= 90) AS coupons_old,
           sum(discount) AS discount, sum(amount + discount) AS listed,
           sum(discount) FILTER (ago < 90) AS discount90, sum(amount + discount) FILTER (ago < 90) AS listed90,
           sum(discount) FILTER (ago >= 90) AS discount_old, sum(amount + discount) FILTER (ago >= 90) AS listed_old,
           arg_min(discount, day) AS first_discount, arg_min(amount + discount, day) AS first_listed,
           count(*) FILTER (sale) AS in_sales, count(*) FILTER (festival) AS before_festival
    FROM days
    GROUP BY customer_no
)
SELECT amount::DOUBLE AS amount,
       amount90::DOUBLE AS amount_90,
       amount365::DOUBLE AS amount_365,
       amount::DOUBLE / n AS mean_amount,
       latest::DOUBLE AS last_amount,
       largest::DOUBLE AS max_amount,
       sqrt((n * squares - cents * cents)::DOUBLE / nullif(n * (n - 1), 0)) / nullif(abs(cents::DOUBLE / n), 0) AS amount_cv,
       latest::DOUBLE / nullif(amount::DOUBLE / n, 0) AS last_to_mean,
       CASE WHEN tenure >= 179 THEN (amount90 - before90)::DOUBLE / nullif((abs(amount90) + abs(before90))::DOUBLE, 0) END AS amount_change,
       lines::DOUBLE / n AS lines_per_day,
       coupons::DOUBLE / nullif(lines, 0)::DOUBLE AS coupon_share,
       coupons90::DOUBLE / nullif(lines90, 0)::DOUBLE - coupons_old::DOUBLE / nullif(lines_old, 0)::DOUBLE AS coupon_change,
       discount::DOUBLE / nullif(listed::DOUBLE, 0) AS discount_share,
       discount90::DOUBLE / nullif(listed90::DOUBLE, 0) - discount_old::DOUBLE / nullif(listed_old::DOUBLE, 0) AS discount_change,
       in_sales::DOUBLE / n AS sale_share,
       before_festival::DOUBLE / n AS festival_share,
       first::DOUBLE AS first_amount,
       first_discount::DOUBLE / nullif(first_listed::DOUBLE, 0) AS first_discount
FROM kept JOIN spent USING (customer_no)
ORDER BY customer_no
