-- one row per customer with a purchase known at as_of and silence within the window, by customer_no
WITH
here AS (
    SELECT DISTINCT customer_no FROM purchases($as_of::DATE) WHERE $as_of::DATE - day <= $window::INTEGER
),
-- The sample depends on the customer's number, the day and the seed only. Everything else is asked of its customers.
kept AS MATERIALIZED (
    SELECT customer_no FROM here
    ORDER BY md5_number_lower(concat_ws(':', $seed::VARCHAR, $as_of, customer_no::VARCHAR)), customer_no
    LIMIT $rows::BIGINT
),
buys AS (
    SELECT customer_no, min(day) AS first_day, max(day) AS last_day, count(*) AS n,
           count(*) FILTER (day > $as_of::DATE - 30) AS n30,
           count(*) FILTER (day > $as_of::DATE - 90) AS n90,
           count(*) FILTER (day > $as_of::DATE - 180) AS n180,
           count(*) FILTER (day > $as_of::DATE - 365) AS n365,
           sum(amount) AS amount,
           coalesce(sum(amount) FILTER (day > $as_of::DATE - 365), 0) AS amount365,
           sum(discount) AS discount, sum(lines) AS lines, sum(coupon_lines) AS coupon_lines
    FROM purchases($as_of::DATE) SEMI JOIN kept USING (customer_no)
    GROUP BY customer_no
),
money AS (
    SELECT customer_no, sum(sales) AS sales, -sum(refunds) AS refunds
    FROM money_days($as_of::DATE) SEMI JOIN kept USING (customer_no)
    GROUP BY customer_no
),
-- A delivery is known late once it has arrived, not on the day of the order.
lines AS (
    SELECT customer_no, count(DISTINCT category) AS categories,
           count(*) FILTER (day + ceil(actual_days)::INTEGER <= $as_of::DATE AND promised_days IS NOT NULL) AS delivered,
           count(*) FILTER (day + ceil(actual_days)::INTEGER <= $as_of::DATE AND actual_days > promised_days) AS late
    FROM lines_known($as_of::DATE) SEMI JOIN kept USING (customer_no)
    WHERE kind IN ('sale', 'refunded') AND (category IS NOT NULL OR actual_days IS NOT NULL)
    GROUP BY customer_no
),
asked AS (
    SELECT customer_no, count(*) AS tickets90
    FROM tickets_known($as_of::DATE)
    WHERE day > $as_of::DATE - 90
    GROUP BY customer_no
),
facts AS (
    SELECT k.*, $as_of::DATE - k.last_day AS silence, $as_of::DATE - k.first_day AS tenure,
           (k.last_day - k.first_day)::DOUBLE / nullif(k.n - 1, 0) AS mean_gap,
           m.sales, m.refunds, l.categories, l.delivered, l.late, coalesce(a.tickets90, 0) AS tickets90
    FROM buys k
    LEFT JOIN money m USING (customer_no)
    LEFT JOIN lines l USING (customer_no)
    LEFT JOIN asked a USING (customer_no)
)
SELECT customer_no,
       silence::DOUBLE AS silence_days,
       tenure::DOUBLE AS tenure_days,
       n::DOUBLE AS purchase_days,
       n30::DOUBLE AS purchase_days_30,
       n90::DOUBLE AS purchase_days_90,
       n180::DOUBLE AS purchase_days_180,
       n365::DOUBLE AS purchase_days_365,
       amount::DOUBLE AS amount,
       amount365::DOUBLE AS amount_365,
       amount::DOUBLE / n AS mean_amount,
       mean_gap,
       silence / mean_gap AS overdue,
       (n90::DOUBLE / least(90, tenure + 1)) / nullif(n365::DOUBLE / least(365, tenure + 1), 0) AS slope,
       coupon_lines::DOUBLE / nullif(lines, 0)::DOUBLE AS coupon_share,
       discount::DOUBLE / nullif((amount + discount)::DOUBLE, 0) AS discount_share,
       refunds::DOUBLE / nullif(sales::DOUBLE, 0) AS refund_share,
       late::DOUBLE / nullif(delivered, 0) AS late_share,
       tickets90::DOUBLE AS tickets_90,
       categories::DOUBLE AS categories
FROM facts
ORDER BY customer_no
