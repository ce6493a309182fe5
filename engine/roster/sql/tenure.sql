-- one row per contract with a tenure between two bounds (to 0: open), all, only present or only ended ones, or without one: id
SELECT customer_id FROM contracts_at($ends::DATE, $grace::INTEGER)
WHERE CASE $state::VARCHAR
    WHEN 'unknown' THEN NOT coalesce(tenure_months >= 0, FALSE)
    ELSE tenure_months >= $from::DOUBLE AND ($to::DOUBLE = 0 OR tenure_months < $to::DOUBLE)
  AND CASE $state::VARCHAR WHEN 'present' THEN NOT churned WHEN 'ended' THEN churned ELSE TRUE END END
ORDER BY customer_id;
