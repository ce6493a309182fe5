-- one row per customer id of any table (rows of nobody have the id '', ids left out are nobody's); ids of one person share the number, numbered in order of the kept id's bytes
DELETE FROM customer_index;
INSERT INTO customer_index (customer_no, customer_id, place, ids)
SELECT dense_rank() OVER (ORDER BY person)::INTEGER, customer_id,
       (row_number() OVER (PARTITION BY person ORDER BY customer_id <> person, customer_id) - 1)::INTEGER,
       count(*) OVER (PARTITION BY person)::INTEGER
FROM (
    SELECT i.customer_id, coalesce(m.kept_id, i.customer_id) AS person
    FROM (
        SELECT customer_id FROM live_lines
        UNION SELECT customer_id FROM customers
        UNION SELECT customer_id FROM live_tickets
        UNION SELECT customer_id FROM live_feedback
        UNION SELECT customer_id FROM live_contacts
    ) i ANTI JOIN excluded_ids USING (customer_id) LEFT JOIN identity_map m USING (customer_id)
    WHERE i.customer_id <> ''
);
