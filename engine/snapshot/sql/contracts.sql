-- one row per contract customer, by customer id
SELECT customer_no, customer_id, churned, tenure_months::DOUBLE, monthly_amount::DOUBLE
FROM contracts_at($ends::DATE, $grace::INTEGER)
ORDER BY customer_id;
