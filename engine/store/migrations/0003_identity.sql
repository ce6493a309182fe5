-- Several ids of one person: what was decided about pairs, which ids were put together,
-- and the macros that show one row per person.

-- One row per decision ever made about two ids; taking one back clears active, nothing is deleted.
CREATE TABLE identity_decisions (
    decision_id BIGINT PRIMARY KEY,
    kept_id     VARCHAR NOT NULL,
    absorbed_id VARCHAR NOT NULL,
    verdict     VARCHAR NOT NULL,          -- accepted: one person; rejected: two
    level       VARCHAR NOT NULL,          -- strict, medium, loose: how strong the evidence was
    decided_at  TIMESTAMP NOT NULL,
    active      BOOLEAN NOT NULL
);

-- One row per pair of ids put together, in force or taken back.
CREATE VIEW identity_merges AS
    SELECT decision_id, kept_id, absorbed_id, level, decided_at, active FROM identity_decisions WHERE verdict = 'accepted';

-- One row per id that stands for another one now; derived from the active merges.
CREATE TABLE identity_map (customer_id VARCHAR NOT NULL, kept_id VARCHAR NOT NULL);

-- place: 0 for the id that is shown, then the absorbed ones; ids: how many ids the customer has.
ALTER TABLE customer_index ADD COLUMN place INTEGER DEFAULT 0;
ALTER TABLE customer_index ADD COLUMN ids INTEGER DEFAULT 1;

-- One row per customer: what is known without a date (never a flag that tells the outcome).
-- Of several ids the kept one speaks first, gaps are filled from the others; the person joined
-- with the first of them, and one wish not to be contacted holds for all.
CREATE OR REPLACE MACRO profiles() AS TABLE
    SELECT i.customer_no, i.customer_id, c.name, c.joined, coalesce(c.do_not_contact, FALSE) AS do_not_contact
    FROM customer_index i LEFT JOIN customers c USING (customer_id) WHERE i.ids = 1
    UNION ALL
    SELECT i.customer_no, arg_min(i.customer_id, i.place), arg_min(c.name, i.place), min(c.joined),
           coalesce(bool_or(c.do_not_contact), FALSE)
    FROM customer_index i LEFT JOIN customers c USING (customer_id) WHERE i.ids > 1
    GROUP BY i.customer_no;

-- One row per customer and attribute, of several ids the first that has it. Phone, e-mail and address
-- (contact:…) tell who somebody is and are no features.
CREATE OR REPLACE MACRO attributes() AS TABLE
    SELECT i.customer_no, a.name, a.position, a.value, a.number
    FROM customer_attributes a JOIN customer_index i USING (customer_id)
    WHERE i.ids = 1 AND NOT starts_with(a.name, 'contact:')
    UNION ALL
    SELECT i.customer_no, a.name, arg_min(a.position, i.place), arg_min(a.value, i.place), arg_min(a.number, i.place)
    FROM customer_attributes a JOIN customer_index i USING (customer_id)
    WHERE i.ids > 1 AND NOT starts_with(a.name, 'contact:')
    GROUP BY i.customer_no, a.name;

-- One row per contract customer: the snapshot a customer table with a churn flag is. A person with
-- several contracts has left when all have ended, and pays and paid what they pay and paid together.
CREATE OR REPLACE MACRO contracts() AS TABLE
    SELECT i.customer_no, c.customer_id, c.name, c.joined, c.ended, c.churned, c.tenure_months,
           c.monthly_amount, c.total_amount, c.reason, c.do_not_contact
    FROM customers c JOIN customer_index i USING (customer_id)
    WHERE c.churned IS NOT NULL AND i.ids = 1
    UNION ALL
    SELECT i.customer_no, arg_min(c.customer_id, i.place), arg_min(c.name, i.place), min(c.joined),
           CASE WHEN bool_and(c.churned) THEN max(c.ended) ELSE max(c.ended) FILTER (NOT c.churned) END,
           bool_and(c.churned), max(c.tenure_months),
           coalesce(sum(c.monthly_amount) FILTER (NOT c.churned), sum(c.monthly_amount))::DECIMAL(18, 4),
           sum(c.total_amount)::DECIMAL(18, 4),
           CASE WHEN bool_and(c.churned) THEN arg_min(c.reason, i.place) ELSE arg_min(c.reason, i.place) FILTER (NOT c.churned) END,
           bool_or(c.do_not_contact)
    FROM customers c JOIN customer_index i USING (customer_id)
    WHERE c.churned IS NOT NULL AND i.ids > 1
    GROUP BY i.customer_no;

-- One row per order line of the tables in use, counted or not, placed by as_of: for questions about the data itself.
CREATE MACRO lines_loaded(as_of) AS TABLE
    SELECT * FROM live_lines WHERE day <= as_of;
