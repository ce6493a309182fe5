-- one row per customer of one cohort (month of the first purchase) who bought k months later: id
WITH people AS (
    SELECT customer_no, min(day) AS first,
           bool_or((year(day) * 12 + month(day))::INTEGER = $cohort::INTEGER + $k::INTEGER) AS bought
    FROM purchases($as_of::DATE) GROUP BY customer_no
)
SELECT i.customer_id FROM people JOIN profiles() i USING (customer_no)
WHERE year(first) * 12 + month(first) = $cohort::INTEGER AND bought
ORDER BY i.customer_id;
