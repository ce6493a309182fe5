-- one row per customer of $customers, by customer_no: how lately, how often and how regularly they bought
WITH
kept AS (SELECT unnest($customers::INTEGER[]) AS customer_no),
known AS (
    SELECT customer_no, day, $as_of::DATE - day AS ago
    FROM purchases($as_of::DATE) SEMI JOIN kept USING (customer_no)
),
-- Months are spans of 30 days back from as_of; only those the customer was known for all of.
days AS MATERIALIZED (
    SELECT *, day - lag(day) OVER own AS gap, least(12, (max(ago) OVER (PARTITION BY customer_no) + 1) // 30) AS months, ago // 30 AS month
    FROM known
    WINDOW own AS (PARTITION BY customer_no ORDER BY day)
),
habit AS (
    SELECT customer_no, min(ago) AS silence, max(ago) AS tenure, count(*) AS n,
           count(*) FILTER (ago < 30) AS n30, count(*) FILTER (ago < 90) AS n90,
           count(*) FILTER (ago < 180) AS n180, count(*) FILTER (ago < 365) AS n365,
           count(*) FILTER (ago >= 90 AND ago < 180) AS before90,
           count(*) FILTER (ago >= 275 AND ago < 365) AS season,
           coalesce(bit_count(bit_or(1 << least(month, 12)::INTEGER) FILTER (month < 12)), 0) AS active_months,
           any_value(months) AS months,
           count(*) FILTER (month < months) AS in_months,
           coalesce(sum(month) FILTER (month < months), 0) AS month_sum,
           count(*) FILTER (weekday(day) IN (0, 6)) AS weekend,
           max(gap) AS max_gap, median(gap) AS median_gap, arg_max(gap, day) AS last_gap, arg_min(gap, day) AS first_gap,
           count(gap) AS gaps, sum(gap) AS gap_sum, sum(gap * gap) AS gap_squares
    FROM days
    GROUP BY customer_no
),
facts AS (
    SELECT h.*, gap_sum::DOUBLE / nullif(gaps, 0) AS mean_gap,
           -- in whole numbers to the last step: the order of the rows cannot be seen in the result
           sqrt((gaps * gap_squares - gap_sum * gap_sum)::DOUBLE / nullif(gaps * (gaps - 1), 0)) AS gap_sd,
           -- Σm and M·Σm² − (Σm)² of the months 0 … M−1
           months * (months - 1) // 2 AS index_sum, months * months * (months * months - 1) // 12 AS index_spread,
           CASE WHEN p.joined <= $as_of::DATE THEN $as_of::DATE - p.joined END AS joined_days
    FROM kept k JOIN habit h USING (customer_no) LEFT JOIN profiles() p USING (customer_no)
)
SELECT silence::DOUBLE AS silence_days,
       tenure::DOUBLE AS tenure_days,
       joined_days::DOUBLE AS joined_days,
       n::DOUBLE AS purchase_days,
       n30::DOUBLE AS purchase_days_30,
       n90::DOUBLE AS purchase_days_90,
       n180::DOUBLE AS purchase_days_180,
       n365::DOUBLE AS purchase_days_365,
       active_months::DOUBLE AS active_months,
       weekend::DOUBLE / n AS weekend_share,
       mean_gap,
       median_gap::DOUBLE AS median_gap,
       last_gap::DOUBLE AS last_gap,
       first_gap::DOUBLE AS first_gap,
       gap_sd / mean_gap AS gap_cv,
       silence / mean_gap AS overdue,
       (silence - mean_gap) / nullif(gap_sd, 0) AS silence_z,
       silence::DOUBLE / max_gap AS silence_record,
       (n90::DOUBLE / least(90, tenure + 1)) / nullif(n365::DOUBLE / least(365, tenure + 1), 0) AS slope,
       CASE WHEN tenure >= 179 THEN (n90 - before90)::DOUBLE / nullif(n90 + before90, 0) END AS purchase_change,
       CASE WHEN months >= 3 THEN (index_sum * in_months - months * month_sum)::DOUBLE / index_spread * months / nullif(in_months, 0) END AS monthly_slope,
       CASE WHEN tenure >= 364 THEN season::DOUBLE END AS same_season
FROM facts
ORDER BY customer_no
