-- Ids that stand for no one customer: walk-in sales, trials. Their rows stay accounted for and count for nobody.

-- One row per decision ever made to leave an id out; taking one back clears active, nothing is deleted.
CREATE TABLE exclusions (
    exclusion_id BIGINT PRIMARY KEY,
    customer_id  VARCHAR NOT NULL,
    decided_at   TIMESTAMP NOT NULL,
    active       BOOLEAN NOT NULL
);

-- One row per id that is left out now: customer_index does not have it, so nothing computed about customers sees it.
CREATE VIEW excluded_ids AS SELECT DISTINCT customer_id FROM exclusions WHERE active;

-- One row per text or reason that nobody is known to have written, known at as_of.
CREATE OR REPLACE MACRO voices(as_of) AS TABLE
    SELECT file_id, line, day, NULL::DOUBLE AS score, topic AS reason, text FROM live_tickets
    WHERE (customer_id = '' OR customer_id IN (SELECT customer_id FROM excluded_ids)) AND day <= as_of
    UNION ALL
    SELECT file_id, line, day, score, reason, text FROM live_feedback
    WHERE (customer_id = '' OR customer_id IN (SELECT customer_id FROM excluded_ids)) AND (day IS NULL OR day <= as_of);

-- One row per assigned customer of a campaign table that tells the outcome itself, known customers or not.
CREATE OR REPLACE MACRO campaign_outcomes() AS TABLE
    SELECT file_id, line, campaign, customer_id, day, arm, offer, responded, outcome_amount
    FROM live_contacts ANTI JOIN excluded_ids USING (customer_id)
    WHERE responded IS NOT NULL OR outcome_amount IS NOT NULL;
