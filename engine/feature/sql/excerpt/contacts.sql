-- one row per contact with $customers, whenever made
SELECT customer_no, day_no(day), arm
FROM contacts_known(DATE '9999-12-31')
WHERE customer_no IN (SELECT unnest($customers::INTEGER[]))
ORDER BY file_id, line
