-- one row per contract with a tenure and one value of an attribute, all or only ended ones: id
SELECT c.customer_id
FROM attributes() a JOIN contracts_at($ends::DATE, $grace::INTEGER) c USING (customer_no)
WHERE a.name = $name::VARCHAR AND trim(a.value) = $level::VARCHAR AND c.tenure_months >= 0 AND (c.churned OR NOT $ended::BOOLEAN)
ORDER BY c.customer_id;
