-- one row per life that began with a return: id, first day, day it ended by silence (NULL: still running), silence before, days bought on, net revenue (of the first 180 days), offer of the latest contact before it
WITH steps AS (
    SELECT customer_no, day, day + patience + 1 AS lost_on,
           lag(day) OVER (PARTITION BY customer_no ORDER BY day) AS before,
           lag(day + patience + 1) OVER (PARTITION BY customer_no ORDER BY day) AS lost_before
    FROM patient_purchases($as_of::DATE, $window::INTEGER, $times::INTEGER)
), numbered AS (
    SELECT *, count(*) FILTER (day > lost_before) OVER (PARTITION BY customer_no ORDER BY day ROWS UNBOUNDED PRECEDING) AS life
    FROM steps
), lives AS (
    SELECT customer_no, life, min(day) AS first, max(day) AS last, max(lost_on) AS lost_on, count(*) AS days,
           min(day) - min(before) AS silence
    FROM numbered WHERE life > 0 GROUP BY customer_no, life
), worth AS (
    SELECT l.customer_no, l.life, sum(m.amount) AS amount, sum(m.amount) FILTER (m.day < l.first + 180) AS amount180
    FROM lives l JOIN money_days($as_of::DATE) m ON m.customer_no = l.customer_no AND m.day >= l.first AND m.day < l.lost_on
    GROUP BY l.customer_no, l.life
), asked AS (
    SELECT l.customer_no, l.life, arg_max(coalesce(c.offer, ''), (c.day, coalesce(c.offer, ''))) AS offer, max(c.campaign) AS campaign,
           sum(coalesce(c.cost, 0)) AS cost
    FROM lives l JOIN contacts_known($as_of::DATE) c ON c.customer_no = l.customer_no AND c.arm = 'treated' AND c.day < l.first AND c.day >= l.first - $reach::INTEGER
    GROUP BY l.customer_no, l.life
)
SELECT p.customer_id, l.customer_no, l.life, day_no(l.first), CASE WHEN l.lost_on <= $as_of::DATE THEN day_no(l.lost_on) END, l.silence, l.days,
       units(coalesce(w.amount, 0)), units(coalesce(w.amount180, 0)), a.campaign IS NOT NULL, coalesce(a.offer, ''), units(coalesce(a.cost, 0))
FROM lives l JOIN profiles() p USING (customer_no) LEFT JOIN worth w USING (customer_no, life) LEFT JOIN asked a USING (customer_no, life)
ORDER BY p.customer_id, l.life;
