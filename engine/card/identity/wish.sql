-- one row per wish noted about contacting a customer
INSERT INTO contact_wishes SELECT coalesce((SELECT max(wish_id) FROM contact_wishes), 0) + 1, $customer::VARCHAR, $wish::BOOLEAN, $at::TIMESTAMP;
