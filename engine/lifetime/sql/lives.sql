-- one row per customer: id, first purchase day, day the first life ended by silence (NULL: still running), day joined, amount and channel of the first day
WITH steps AS (
    SELECT customer_no, day, amount, day + patience + 1 AS lost_on, lead(day) OVER (PARTITION BY customer_no ORDER BY day) AS next
    FROM patient_purchases($as_of::DATE, $window::INTEGER, $times::INTEGER)
), lives AS (
    SELECT customer_no, min(day) AS first, arg_min(amount, day) AS opening,
           min(lost_on) FILTER ((next IS NULL OR next > lost_on) AND lost_on <= $as_of::DATE) AS lost_on
    FROM steps GROUP BY customer_no
), opening AS (
    -- of lines bought at the same moment the one that sorts first, so that row order does not matter
    SELECT customer_no, arg_min(l.channel, (l.placed_at, l.channel)) AS channel
    FROM lines_known($as_of::DATE) l JOIN lives USING (customer_no)
    WHERE l.day = lives.first AND l.kind IN ('sale', 'refunded') AND l.channel <> ''
    GROUP BY customer_no
)
SELECT p.customer_id, day_no(l.first), coalesce(day_no(l.lost_on), -1), coalesce(day_no(p.joined), -1), units(l.opening), coalesce(o.channel, '')
FROM lives l JOIN profiles() p USING (customer_no) LEFT JOIN opening o USING (customer_no)
ORDER BY p.customer_id;
