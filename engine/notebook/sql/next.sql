-- one row: the number of the next version; wishes about contact are numbered with them
SELECT greatest(coalesce((SELECT max(note_id) FROM notebook), 0), coalesce((SELECT max(wish_id) FROM contact_wishes), 0)) + 1;
