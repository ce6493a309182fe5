-- one row: how many rejected rows wait to be put right
SELECT count(*)
FROM live_rejects r
WHERE r.file_id IN (SELECT content FROM accounts WHERE active)
  AND ($file_id = 0 OR r.file_id = (SELECT content FROM files WHERE file_id = $file_id))
  AND ($reason = '' OR r.reason = $reason)
