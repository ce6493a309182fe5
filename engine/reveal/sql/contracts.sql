-- one row per contract customer known on the day: id, left by then, days until the next term after it (−1: none by the last day), whether still under contract after the horizon and on the last day
WITH later AS (
    SELECT customer_no, (min(joined) - $ends::DATE)::INTEGER AS wait
    FROM terms() WHERE joined > $ends::DATE AND joined <= $until::DATE GROUP BY customer_no
)
SELECT c.customer_id, c.churned, coalesce(l.wait, -1), coalesce(NOT h.churned, FALSE), coalesce(NOT u.churned, FALSE)
FROM contracts_at($ends::DATE, $grace::INTEGER) c
LEFT JOIN later l USING (customer_no)
LEFT JOIN contracts_at($horizon::DATE, $grace::INTEGER) h USING (customer_no)
LEFT JOIN contracts_at($until::DATE, $grace::INTEGER) u USING (customer_no)
ORDER BY c.customer_id;
