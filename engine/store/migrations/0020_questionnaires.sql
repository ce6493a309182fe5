-- Questionnaires that customers, staff and auditors of competitors answer: one mark per person and question.

-- One row per mark given.
CREATE TABLE questionnaire_marks (
    file_id     INTEGER NOT NULL,
    line        BIGINT NOT NULL,
    side        VARCHAR NOT NULL,          -- customer, staff or audit
    person      VARCHAR NOT NULL,          -- who answered, '' when nobody is named
    customer_id VARCHAR NOT NULL,          -- '' for everybody but customers with a number
    day         DATE,
    item        VARCHAR NOT NULL,          -- the question
    position    INTEGER NOT NULL,          -- its place in the table, 0 in tables of one mark per row
    mark        DOUBLE NOT NULL            -- from 0 to 10
);

-- One row per mark known at as_of; ids of one customer are one person, rows that name nobody are a person each.
CREATE MACRO questionnaire_known(as_of) AS TABLE
    SELECT q.file_id, q.line, q.side, CASE WHEN q.person = '' THEN '#' || q.file_id || '-' || q.line ELSE coalesce(m.kept_id, q.person) END AS person,
           q.day, q.item, q.position, q.mark
    FROM questionnaire_marks q ANTI JOIN dead_files USING (file_id) ANTI JOIN superseded USING (file_id, line)
    ANTI JOIN excluded_ids USING (customer_id) LEFT JOIN identity_map m USING (customer_id)
    WHERE q.day IS NULL OR q.day <= as_of;
