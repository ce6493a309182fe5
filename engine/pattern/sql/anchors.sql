-- one row per customer and purchase day from $from on that ended in silence, or was followed by another within the window: what could be known of it that day
WITH
days AS (
    SELECT customer_no, day, row_number() OVER w AS nth, day - min(day) OVER (PARTITION BY customer_no) AS tenure, lead(day) OVER w AS again,
           max(day) OVER (PARTITION BY customer_no) AS last_day
    FROM purchases($as_of::DATE) WINDOW w AS (PARTITION BY customer_no ORDER BY day)
)
SELECT customer_no, day_no(day), nth::INTEGER, tenure::INTEGER, $as_of::DATE - last_day > $window::INTEGER AS lost
FROM days
WHERE day >= $from::DATE
  -- of the lost the last purchase; of those still here each purchase that was not followed by a silence as long
  AND CASE WHEN $as_of::DATE - last_day > $window::INTEGER THEN again IS NULL ELSE again - day <= $window::INTEGER END
ORDER BY customer_no, day;
