-- one row per statement: the staging tables go
DROP TABLE staged_customers;
DROP TABLE staged_attributes;
