-- one row per cohort (month of the first purchase) and months since: customers who bought in that month
WITH months AS (
    SELECT customer_no, (year(day) * 12 + month(day))::INTEGER AS month
    FROM purchases($as_of::DATE) GROUP BY customer_no, month
), cohorts AS (
    SELECT month, min(month) OVER (PARTITION BY customer_no) AS cohort FROM months
)
SELECT cohort, month - cohort AS k, count(*)
FROM cohorts
WHERE cohort > year($as_of::DATE) * 12 + month($as_of::DATE) - $limit::INTEGER
GROUP BY cohort, k ORDER BY cohort, k;
