-- one row per customer who is not to be contacted, by id
SELECT customer_id FROM profiles() WHERE do_not_contact ORDER BY customer_id
