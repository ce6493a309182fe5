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

-- One row per filled cell of the trials in use, by campaign and row.
CREATE MACRO trial_details() AS TABLE
    SELECT d.*, c.campaign FROM contact_details d SEMI JOIN campaign_outcomes() o USING (file_id, line)
    JOIN live_contacts c USING (file_id, line);
