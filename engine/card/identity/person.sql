-- one row: the customer's number, name, day joined, wish not to be contacted, ids
SELECT p.customer_no, coalesce(p.name, ''), coalesce(day_no(p.joined), -2147483648), p.do_not_contact, (SELECT count(*) FROM customer_index i WHERE i.customer_no = p.customer_no)
FROM profiles() p WHERE p.customer_id = $customer;
