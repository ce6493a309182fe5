-- one row: customers of the table being loaded that the project already has
SELECT count(*) FROM staged_customers JOIN customers USING (customer_id)
