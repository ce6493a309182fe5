-- one row: a decision about two ids
INSERT INTO identity_decisions
SELECT coalesce(max(decision_id), 0) + 1, $kept, $absorbed, $verdict, $level, $at::TIMESTAMP, TRUE FROM identity_decisions;
