-- one row per day with an order line, and the days since the one before
SELECT day_no(day), coalesce(day - lag(day) OVER (ORDER BY day), 0)::INTEGER
FROM (SELECT DISTINCT day FROM lines_loaded($as_of::DATE)) ORDER BY day;
