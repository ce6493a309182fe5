-- one row per customer of $customers, by customer_no: where they ordered and how it was delivered
WITH
kept AS (SELECT unnest($customers::INTEGER[]) AS customer_no),
-- A delivery is known once it has arrived, not on the day of the order.
lines AS MATERIALIZED (
    SELECT customer_no, day, placed_at, channel, max(day) OVER (PARTITION BY customer_no) AS last_day,
           CASE WHEN actual_days <= $as_of::DATE - day THEN round(greatest(-36500, least(36500, actual_days - promised_days)) * 1440)::BIGINT END AS late_minutes
    FROM lines_known($as_of::DATE) SEMI JOIN kept USING (customer_no)
    WHERE kind IN ('sale', 'refunded')
),
ways AS (
    SELECT customer_no, channel, count(*) FILTER (day < last_day) AS early, max(placed_at) AS last_at, min(placed_at) AS first_at
    FROM lines WHERE channel IS NOT NULL GROUP BY customer_no, channel
),
ordered AS (
    SELECT customer_no, count(*) AS channels, sum(early) AS early,
           max({'at': last_at, 'channel': channel}).channel AS last_channel,
           min({'at': first_at, 'channel': channel}).channel AS first_channel,
           max({'n': early, 'channel': channel}).channel AS usual_channel
    FROM ways GROUP BY customer_no
),
delivered AS (
    SELECT customer_no, count(*) AS parcels, count(*) FILTER (late_minutes > 0) AS late, sum(late_minutes) AS minutes,
           max({'at': placed_at, 'late': late_minutes}).late AS latest
    FROM lines WHERE late_minutes IS NOT NULL GROUP BY customer_no
)
SELECT o.last_channel,
       o.first_channel,
       o.channels::DOUBLE AS channels,
       CASE WHEN o.early > 0 THEN (o.last_channel <> o.usual_channel)::INTEGER::DOUBLE END AS channel_switched,
       d.late::DOUBLE / d.parcels AS late_share,
       (d.latest > 0)::INTEGER::DOUBLE AS late_last,
       d.minutes::DOUBLE / 1440 / d.parcels AS delay_days
FROM kept LEFT JOIN ordered o USING (customer_no) LEFT JOIN delivered d USING (customer_no)
ORDER BY customer_no
