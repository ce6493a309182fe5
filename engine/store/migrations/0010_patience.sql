-- How long a customer may be silent before being called lost: the window, or a multiple of the usual gap.

-- One row per customer and purchase day known at as_of, with the days of silence after it that are not yet a loss:
-- span for all, or, when times is not 0, so many times the customer's own median gap up to that day once three gaps are
-- finished. What was bought later does not change it.
CREATE MACRO patient_purchases(as_of, span, times) AS TABLE
    SELECT customer_no, day, lines, orders, amount, discount, cost, coupon_lines, late_lines, span AS patience
    FROM purchases(as_of) WHERE times = 0
    UNION ALL
    SELECT customer_no, day, lines, orders, amount, discount, cost, coupon_lines, late_lines,
           CASE WHEN count(gap) OVER so_far >= 3 THEN floor(times * median(gap) OVER so_far)::INTEGER ELSE span END
    FROM (SELECT *, (day - lag(day) OVER (PARTITION BY customer_no ORDER BY day))::INTEGER AS gap FROM purchases(as_of) WHERE times > 0)
    WINDOW so_far AS (PARTITION BY customer_no ORDER BY day ROWS UNBOUNDED PRECEDING);
