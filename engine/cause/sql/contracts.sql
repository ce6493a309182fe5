-- one row per contract customer with its yearly revenue, as the lost revenue of the description counts it
SELECT customer_no, customer_id, coalesce(day_no(ended), -2147483648) AS last_day, churned,
       coalesce(units(monthly_amount * 12),
                CASE WHEN coalesce(tenure_months, (ended - joined) / 30.4375) > 0
                     THEN (total_amount * 120000 / coalesce(tenure_months, (ended - joined) / 30.4375))::BIGINT END, 0) AS revenue,
       coalesce(reason, ''), 0::INTEGER AS purchase_days
FROM contracts_at($ends::DATE, $grace::INTEGER)
ORDER BY customer_no;
