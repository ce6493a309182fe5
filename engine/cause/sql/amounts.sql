-- one row per contract customer who left, with what it paid a month and in all
SELECT customer_no, coalesce(units(monthly_amount), 0), monthly_amount IS NOT NULL, coalesce(units(total_amount), 0), total_amount IS NOT NULL
FROM contracts_at($ends::DATE, $grace::INTEGER)
WHERE churned
ORDER BY customer_no;
