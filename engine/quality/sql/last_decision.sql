-- one row: the number of the last decision ever made
SELECT coalesce(max(decision_id), 0) FROM identity_decisions;
