-- one row: the id that is shown for this one
SELECT p.customer_id FROM customer_index i JOIN profiles() p USING (customer_no) WHERE i.customer_id = $customer;
