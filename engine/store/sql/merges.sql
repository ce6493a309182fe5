-- one row per merge in force
SELECT kept_id, absorbed_id FROM identity_merges WHERE active ORDER BY kept_id, absorbed_id
