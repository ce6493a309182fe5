-- one row per matrix of comparisons kept
INSERT INTO index_judgements SELECT coalesce((SELECT max(judgement_id) FROM index_judgements), 0) + 1, $author::VARCHAR, $matrix::VARCHAR, $at::TIMESTAMP;
