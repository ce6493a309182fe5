-- one row per customer that somebody tried to win back, as its table tells
SELECT customer_id, returned, first_days, lapse_days, second_days, second_value, offer_value, running
FROM win_backs()
ORDER BY customer_id;
