-- one row per contract customer: whether it left, and the monthly amount
SELECT customer_no, coalesce(churned, FALSE), coalesce(units(monthly_amount), 0)
FROM contracts_at($ends::DATE, $grace::INTEGER) ORDER BY customer_no;
