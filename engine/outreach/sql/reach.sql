-- one row per customer of $ids and phone number or e-mail of that customer, those of the kept id first
SELECT p.customer_id, replace(a.name, 'contact:', ''), a.value
FROM profiles() p
JOIN customer_index i USING (customer_no)
JOIN customer_attributes a ON a.customer_id = i.customer_id
WHERE a.name IN ('contact:phone', 'contact:email') AND trim(a.value) <> '' AND p.customer_id IN (SELECT unnest($ids))
ORDER BY p.customer_id, i.place, a.name, a.value;
