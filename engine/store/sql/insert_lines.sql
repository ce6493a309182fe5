-- one row per order line of the running import, in the order of its batches
INSERT INTO order_lines SELECT * FROM incoming_lines();
