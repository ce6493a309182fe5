-- one row: a kept model is in use or not
UPDATE models SET active = $active WHERE model_id = $id
