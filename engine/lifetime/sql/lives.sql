-- one row per customer: id, first purchase day, day the first life ended by the window (NULL: still running), day joined, amount and channel of the first day
WITH steps AS (
    SELECT customer_no, day, amount, lead(day) OVER (PARTITION BY customer_no ORDER BY day) AS next
    FROM purchases($as_of::DATE)
), lives AS (
    SELECT customer_no, min(day) AS first, arg_min(amount, day) AS opening,
           min(day + $window::INTEGER + 1) FILTER ((next IS NULL OR next > day + $window::INTEGER + 1)
                                                   AND day + $window::INTEGER + 1 <= $as_of::DATE) AS lost_on
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
