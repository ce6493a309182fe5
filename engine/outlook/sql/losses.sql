-- one row per month with losses: month (year · 12 + month) in which silence exceeded the window, customers, net revenue of the 365 days up to their last purchase
WITH steps AS (
    SELECT customer_no, day, day + patience + 1 AS lost_on, lead(day) OVER (PARTITION BY customer_no ORDER BY day) AS next
    FROM patient_purchases($as_of::DATE, $window::INTEGER, $times::INTEGER)
), losses AS (
    SELECT customer_no, day AS last, lost_on
    FROM steps
    WHERE (next IS NULL OR next > lost_on) AND lost_on <= $as_of::DATE
), valued AS (
    SELECT l.customer_no, l.lost_on, units(sum(m.amount)) AS revenue
    FROM losses l JOIN money_days($as_of::DATE) m ON m.customer_no = l.customer_no AND m.day > l.last - 365 AND m.day < l.lost_on
    GROUP BY l.customer_no, l.lost_on
)
SELECT (year(lost_on) * 12 + month(lost_on))::INTEGER AS month, count(*), sum(revenue)::BIGINT
FROM valued GROUP BY month ORDER BY month;
