-- Contracts with a start and an end: who was a customer on any day, and who renewed after all.

-- One row per further row of a customer in one table that tells a start or an end: another term of the contract.
CREATE TABLE further_terms (
    file_id     INTEGER NOT NULL,
    line        BIGINT NOT NULL,
    customer_id VARCHAR NOT NULL,
    joined      DATE,
    ended       DATE
);

-- One row per customer and term: its first day (NULL: not told) and its last (NULL: runs on, unless the table says the
-- customer left without saying when: such a term is no term).
CREATE MACRO terms() AS TABLE
    SELECT DISTINCT i.customer_no, t.joined, t.ended
    FROM (
        SELECT customer_id, joined, ended FROM live_customers
        WHERE (joined IS NOT NULL OR ended IS NOT NULL) AND NOT (ended IS NULL AND coalesce(churned, FALSE))
        UNION ALL
        SELECT customer_id, joined, ended FROM further_terms ANTI JOIN dead_files USING (file_id)
    ) t JOIN customer_index i USING (customer_id);

-- The day of the last import: nothing that ends later has ended as far as the data tell.
CREATE MACRO import_day() AS (SELECT max(imported_at)::DATE FROM accounts);

-- One row per contract customer: with ends NULL as the tables say, see contracts(); else as of that day by the terms that
-- had begun: who left is somebody whose last term ended more than grace days before. Totals and reasons are known of those
-- who had left by then only: they come from a later day.
CREATE MACRO contracts_at(ends, grace) AS TABLE
    SELECT customer_no, customer_id, name, joined, ended, churned, tenure_months, monthly_amount, total_amount, reason, do_not_contact
    FROM contracts() WHERE ends IS NULL
    UNION ALL
    SELECT d.customer_no, p.customer_id, p.name, d.joined, CASE WHEN d.left_on THEN d.ended END, d.left_on,
           CASE WHEN d.joined IS NOT NULL THEN round(greatest(0, (CASE WHEN d.left_on THEN d.ended ELSE ends END - d.joined)) / 30.4375, 1) END,
           c.monthly_amount, CASE WHEN d.left_on THEN c.total_amount END, CASE WHEN d.left_on THEN c.reason END, p.do_not_contact
    FROM (
        SELECT customer_no, min(joined) AS joined, max(ended) AS ended,
               coalesce(NOT bool_or(ended IS NULL) AND max(ended) + grace < ends, FALSE) AS left_on
        FROM terms() WHERE ends IS NOT NULL AND coalesce(joined, ended) <= ends
        GROUP BY customer_no
    ) d
    JOIN profiles() p USING (customer_no)
    LEFT JOIN (
        SELECT i.customer_no, sum(c.monthly_amount)::DECIMAL(18, 4) AS monthly_amount, sum(c.total_amount)::DECIMAL(18, 4) AS total_amount, arg_min(c.reason, i.place) AS reason
        FROM customers c JOIN customer_index i USING (customer_id) GROUP BY i.customer_no
    ) c USING (customer_no);
