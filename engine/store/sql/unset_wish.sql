-- one row less: a wish that does not count; the notebook keeps what it said
DELETE FROM contact_wishes WHERE wish_id = $id AND NOT $active
