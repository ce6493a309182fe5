-- one row: the number of the next version
SELECT coalesce(max(note_id), 0) + 1 FROM notebook;
