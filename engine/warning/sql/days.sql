-- one row per customer and day that counted as a purchase up to as_of, by customer_no and day; and the day from which it no longer did
SELECT customer_no, day_no(day), day_no(until)
FROM purchase_spans($as_of::DATE)
ORDER BY customer_no, day
