-- one row per different text customers wrote, in an order that depends on nothing but the text, so that the first ones are a fair sample
WITH said AS (
    SELECT customer_no, trim(reason) AS text, 'survey' AS source FROM feedback_known($as_of::DATE)
    UNION ALL
    SELECT customer_no, trim(text), 'survey' FROM feedback_known($as_of::DATE)
    UNION ALL
    SELECT customer_no, trim(text), 'ticket' FROM tickets_known($as_of::DATE)
)
SELECT text, min(source), count(DISTINCT customer_no)
FROM said WHERE text <> '' GROUP BY text ORDER BY md5(text), text LIMIT 5000;
