-- one row per customer, day and void_on of the running rebuild
INSERT INTO customer_days SELECT * FROM incoming_days();
