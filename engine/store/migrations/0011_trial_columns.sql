-- What a campaign table that tells the outcome in the row says besides: figures known before the contact, and further
-- outcomes.

-- One row per filled cell of such a column.
CREATE TABLE contact_details (
    file_id  INTEGER NOT NULL,
    line     BIGINT NOT NULL,
    name     VARCHAR NOT NULL,             -- the header
    position INTEGER NOT NULL,
    outcome  BOOLEAN NOT NULL,             -- came of the contact; else known before it
    value    VARCHAR NOT NULL,
    number   DOUBLE                        -- the value as a number, NULL for words; 1 and 0 for yes and no
);

CREATE OR REPLACE MACRO campaign_outcomes() AS TABLE
    SELECT file_id, line, campaign, customer_id, day, arm, offer, channel, responded, outcome_amount
    FROM live_contacts ANTI JOIN excluded_ids USING (customer_id)
    WHERE responded IS NOT NULL OR outcome_amount IS NOT NULL;

-- One row per filled cell of a further column of such a table.
CREATE MACRO trial_details() AS TABLE
    SELECT d.*, o.campaign, o.day FROM contact_details d JOIN campaign_outcomes() o USING (file_id, line);
