-- one row: contracts and of them ended
SELECT count(*), count(*) FILTER (churned) FROM contracts_at($ends::DATE, $grace::INTEGER);
