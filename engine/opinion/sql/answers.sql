-- one row per answer with a mark known on the day, latest first within a customer
SELECT customer_no, coalesce(day_no(day), -2147483648), score
FROM feedback_known($as_of::DATE) WHERE score IS NOT NULL
ORDER BY customer_no, day DESC NULLS LAST, score;
