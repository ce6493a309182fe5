-- one row: contract customers with a churn flag
SELECT count(*) FROM contracts();
