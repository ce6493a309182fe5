-- one row per decision in force; the last one about a pair counts
SELECT decision_id, kept_id, absorbed_id, verdict, level FROM identity_decisions WHERE active ORDER BY decision_id;
