-- one row per customer of the running rebuild
INSERT INTO customer_index (customer_no, customer_id, place, ids) SELECT * FROM incoming_customers();
