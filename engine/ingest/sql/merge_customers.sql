-- one row per customer; a table loaded later fills gaps and never overwrites
INSERT INTO customers FROM staged_customers
ON CONFLICT (customer_id) DO UPDATE SET
    name = coalesce(customers.name, excluded.name),
    joined = coalesce(customers.joined, excluded.joined),
    ended = coalesce(customers.ended, excluded.ended),
    churned = coalesce(customers.churned, excluded.churned),
    tenure_months = coalesce(customers.tenure_months, excluded.tenure_months),
    monthly_amount = coalesce(customers.monthly_amount, excluded.monthly_amount),
    total_amount = coalesce(customers.total_amount, excluded.total_amount),
    reason = coalesce(customers.reason, excluded.reason),
    do_not_contact = coalesce(customers.do_not_contact OR excluded.do_not_contact, customers.do_not_contact, excluded.do_not_contact)
