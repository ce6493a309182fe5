-- one row per contract customer, by customer_no
SELECT customer_no, customer_id, churned, tenure_months::DOUBLE, monthly_amount::DOUBLE, total_amount::DOUBLE
FROM contracts()
ORDER BY customer_no
