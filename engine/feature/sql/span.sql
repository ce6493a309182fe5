-- one row: first and last purchase day known at as_of
SELECT day_no(min(day)), day_no(max(day))
FROM purchases($as_of::DATE)
HAVING count(*) > 0
