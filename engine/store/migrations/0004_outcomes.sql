-- Campaign tables that tell the outcome in the row of the contact, and tables that were left out of the project.

ALTER TABLE contacts ALTER COLUMN day DROP NOT NULL;              -- unknown: such a contact is in none of the as-of tables
ALTER TABLE contacts ADD COLUMN responded BOOLEAN;                -- did what the campaign was for, as the table tells
ALTER TABLE contacts ADD COLUMN outcome_amount DECIMAL(18, 4);    -- spent afterwards, as the table tells

CREATE OR REPLACE VIEW live_contacts AS
    SELECT * FROM contacts ANTI JOIN dead_files USING (file_id) ANTI JOIN superseded USING (file_id, line);

ALTER TABLE files ADD COLUMN left_out VARCHAR;         -- why none of the rows were looked at, code as in rejects; '' when they were
UPDATE files SET left_out = '';

-- Rows of tables without a customer column have the customer ''. They count for nobody: customer_index does not
-- have them, so nothing that is computed about customers sees them.

-- One row per text or reason that nobody is known to have written, known at as_of.
CREATE MACRO voices(as_of) AS TABLE
    SELECT file_id, line, day, NULL::DOUBLE AS score, topic AS reason, text FROM live_tickets WHERE customer_id = '' AND day <= as_of
    UNION ALL
    SELECT file_id, line, day, score, reason, text FROM live_feedback WHERE customer_id = '' AND (day IS NULL OR day <= as_of);

-- One row per assigned customer of a campaign table that tells the outcome itself, known customers or not.
CREATE MACRO campaign_outcomes() AS TABLE
    SELECT file_id, line, campaign, customer_id, day, arm, offer, responded, outcome_amount
    FROM live_contacts WHERE responded IS NOT NULL OR outcome_amount IS NOT NULL;
