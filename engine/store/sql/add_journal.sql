-- one row: a step at the end of the journal
INSERT INTO journal SELECT coalesce(max(seq), 0) + 1, $at::TIMESTAMP, $action, $detail FROM journal
