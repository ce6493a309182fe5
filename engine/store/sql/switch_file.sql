-- one row: an imported table counts or does not
UPDATE files SET active = $active WHERE file_id = $id
