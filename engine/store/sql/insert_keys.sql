-- one row per customer who is new to the project with the running insert
INSERT INTO customer_keys SELECT * FROM incoming_keys();
