-- one row: the last purchase day of all, and how many purchases there are
SELECT coalesce(day_no(max(day)), 0), count(*) FROM purchases(DATE '9999-12-31');
