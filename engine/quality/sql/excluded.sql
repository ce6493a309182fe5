-- one row per decision in force to leave out one of these ids
SELECT exclusion_id, customer_id FROM exclusions WHERE active AND customer_id IN (SELECT unnest($ids)) ORDER BY exclusion_id;
