-- one row more: a wish that counts again, as the notebook says
INSERT INTO contact_wishes SELECT note_id, content, part = 'avoid', decided_at FROM notebook WHERE note_id = $id AND $active
