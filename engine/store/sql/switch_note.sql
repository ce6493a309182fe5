-- one row: a version of the notebook counts or does not
UPDATE notebook SET active = $active WHERE note_id = $id
