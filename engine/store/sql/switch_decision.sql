-- one row: a decision about two ids holds or does not
UPDATE identity_decisions SET active = $active WHERE decision_id = $id
