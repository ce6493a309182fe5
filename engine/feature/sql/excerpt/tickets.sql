-- one row per ticket of $customers, whenever written
SELECT customer_no, day_no(day), topic
FROM tickets_known(DATE '9999-12-31')
WHERE customer_no IN (SELECT unnest($customers::INTEGER[]))
ORDER BY file_id, line
