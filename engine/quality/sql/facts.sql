-- one row per table of tickets, feedback and contacts: rows, future, ancient, unknown customers, customers, first five places of each
WITH f AS (
    SELECT 'tickets' AS role, file_id, line, customer_id, day FROM live_tickets
    UNION ALL SELECT 'feedback', file_id, line, customer_id, day FROM live_feedback
    UNION ALL SELECT 'contacts', file_id, line, customer_id, day FROM live_contacts
), known AS (
    SELECT customer_id FROM customers
    UNION SELECT customer_id FROM lines_loaded($as_of::DATE) WHERE customer_id IN (SELECT customer_id FROM f)
), marked AS (
    SELECT role, file_id::BIGINT * 1099511627776 + line AS place, customer_id, coalesce(day > $today::DATE, FALSE) AS future,
           coalesce(day < DATE '1990-01-01', FALSE) AS ancient, customer_id <> '' AND customer_id NOT IN (FROM known) AS stranger
    FROM f
)
SELECT role, count(*), count(*) FILTER (future), count(*) FILTER (ancient), count(*) FILTER (stranger), count(DISTINCT customer_id) FILTER (stranger),
       coalesce(array_to_string(min(place, 5) FILTER (future), ','), ''), coalesce(array_to_string(min(place, 5) FILTER (ancient), ','), ''),
       coalesce(array_to_string(min(place, 5) FILTER (stranger), ','), '')
FROM marked GROUP BY role ORDER BY role;
