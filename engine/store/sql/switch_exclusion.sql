-- one row: a decision to leave an id out holds or does not
UPDATE exclusions SET active = $active WHERE exclusion_id = $id
