-- one row: the day of the last import, nothing without one
SELECT day_no(max(imported_at)::DATE) FROM accounts WHERE active HAVING count(*) > 0;
