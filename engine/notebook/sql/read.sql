-- one row: the version of a part that holds
SELECT content, author FROM notebook WHERE part = $part AND active ORDER BY note_id DESC LIMIT 1;
