-- one row: a decision to leave an id out
INSERT INTO exclusions
SELECT coalesce(max(exclusion_id), 0) + 1, $id, $at::TIMESTAMP, TRUE FROM exclusions;
