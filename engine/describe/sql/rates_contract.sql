-- one row: contracts and of them ended
SELECT count(*), count(*) FILTER (churned) FROM contracts();
