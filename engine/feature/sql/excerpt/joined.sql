-- one row per customer of $customers with a join date, by customer_no
SELECT customer_no, day_no(joined)
FROM profiles()
WHERE joined IS NOT NULL AND customer_no IN (SELECT unnest($customers::INTEGER[]))
ORDER BY customer_no
