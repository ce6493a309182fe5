-- one row per contract customer in the part of the headline rate: id
SELECT customer_id FROM contracts_at($ends::DATE, $grace::INTEGER)
WHERE CASE $part::VARCHAR WHEN 'active' THEN TRUE WHEN 'churned' THEN churned WHEN 'silent' THEN churned WHEN 'kept' THEN NOT churned ELSE FALSE END
ORDER BY customer_id;
