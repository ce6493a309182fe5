-- one row: the highest number of a kept model, 0 for none
SELECT coalesce(max(model_id), 0) FROM models
