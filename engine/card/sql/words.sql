-- one row per ticket, answer and contact known at as_of: kind, day, topic, text, score, resolved
SELECT 'ticket' AS kind, day_no(day) AS on_day, coalesce(topic, '') AS topic, coalesce(text, '') AS text, NULL::DOUBLE AS score, coalesce(resolved::VARCHAR, '') AS extra
FROM tickets_known($as_of::DATE) WHERE customer_no = $no::INTEGER
UNION ALL
SELECT 'feedback', coalesce(day_no(day), -2147483648), coalesce(reason, ''), coalesce(text, ''), score, ''
FROM feedback_known($as_of::DATE) WHERE customer_no = $no::INTEGER
UNION ALL
SELECT 'contact', day_no(day), coalesce(campaign, ''), coalesce(offer, ''), NULL, arm
FROM contacts_known($as_of::DATE) WHERE customer_no = $no::INTEGER
ORDER BY on_day, kind, topic, text, extra;
