-- one row per step of the project
SELECT seq, done_at, action, detail FROM journal ORDER BY seq
