-- one row: first purchase day, customers, median amount of a purchase day, as of a day
SELECT day_no(min(day)), count(DISTINCT customer_no), units(coalesce(quantile_disc(amount, 0.5) FILTER (amount > 0), 0))
FROM purchases($as_of::DATE) HAVING count(*) > 0;
