-- one row: the day of the last import, nothing without one
SELECT day_no(max(imported_at)::DATE) FROM files HAVING count(*) > 0;
