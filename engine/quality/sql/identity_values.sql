-- one row per customer id and phone number, e-mail or address
SELECT customer_id, replace(name, 'contact:', '') AS kind, value FROM customer_attributes
WHERE starts_with(name, 'contact:') ORDER BY customer_id, kind;
