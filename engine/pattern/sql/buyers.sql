-- one row per customer who bought after as_of and not later than until, as known at until, by customer_no
SELECT DISTINCT customer_no
FROM purchases($until::DATE)
WHERE day > $as_of::DATE
ORDER BY customer_no;
