-- one row: contract customers with a churn flag, of them without a day on which they left, day of the last import
SELECT n, undated, coalesce(day_no(import_day()), -1)
FROM (SELECT count(*) AS n, count(*) FILTER (churned AND ended IS NULL) AS undated FROM contracts());
