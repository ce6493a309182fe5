-- one row per answer, latest first within a customer
SELECT customer_no, coalesce(day_no(day), -2147483648), coalesce(reason, ''), coalesce(text, '')
FROM feedback_known($as_of::DATE)
ORDER BY customer_no, day DESC NULLS LAST, reason, text;
