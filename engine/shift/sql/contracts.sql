-- one row per customer with a running contract on $from; left = the last term had ended more than $grace days before $to, as the terms say on either day
SELECT f.customer_no, units(coalesce(f.monthly_amount, 0)::DECIMAL(18, 4)), coalesce(f.tenure_months, 0)::BIGINT, coalesce(t.churned, FALSE) AS left
FROM contracts_at($from::DATE, $grace::INTEGER) f LEFT JOIN contracts_at($to::DATE, $grace::INTEGER) t USING (customer_no)
WHERE NOT f.churned
ORDER BY f.customer_no;
