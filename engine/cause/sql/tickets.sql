-- one row per ticket, latest first within a customer
SELECT customer_no, day_no(day), coalesce(topic, ''), coalesce(text, ''), coalesce(resolved, TRUE)
FROM tickets_known($as_of::DATE)
ORDER BY customer_no, day DESC, text, topic, ticket_id;
