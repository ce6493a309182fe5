-- one row per contract customer: id, ended or not, months of tenure, monthly and total amount
SELECT customer_id, churned, tenure_months::DOUBLE, units(monthly_amount), units(total_amount)
FROM contracts_at($ends::DATE, $grace::INTEGER) ORDER BY customer_id;
