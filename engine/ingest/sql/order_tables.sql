-- one row: how many tables of orders count
SELECT count(*) FROM accounts WHERE active AND role = 'orders' AND corrects IS NULL AND content = file_id
