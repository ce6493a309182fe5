-- one row: are there lines whose orders stand in another table
SELECT count(*) FROM (SELECT 1 FROM order_details LIMIT 1)
