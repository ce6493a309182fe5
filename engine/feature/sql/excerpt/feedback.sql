-- one row per dated score of $customers, whenever given
SELECT customer_no, day_no(day), score
FROM feedback_known(DATE '9999-12-31')
WHERE day IS NOT NULL AND customer_no IN (SELECT unnest($customers::INTEGER[]))
ORDER BY file_id, line
