-- What warnings of customers about to leave need: the past as it was known on every day of it, and whose opinion the
-- weights of the risk index are.

-- One row per customer and day that counted as a purchase at some time up to as_of; until is the day from which it no longer
-- did because all was given back, NULL while it counts. As of an earlier day t the purchases are those with day <= t and
-- until NULL or > t.
CREATE MACRO purchase_spans(as_of) AS TABLE
    SELECT customer_no, day, CASE WHEN void_on <= as_of THEN void_on END AS until
    FROM customer_days WHERE alone AND purchase AND day <= as_of
    UNION ALL
    SELECT customer_no, day, CASE WHEN until <= as_of THEN until END
    FROM (
        SELECT customer_no, day, max(coalesce(void_on, DATE '9999-12-31')) AS until
        FROM customer_days WHERE NOT alone AND purchase GROUP BY customer_no, day
    ) WHERE day <= as_of;

-- One row per matrix of pairwise comparisons ever kept; the last one holds. matrix is JSON: names of the indicators and the
-- comparisons row by row.
CREATE TABLE index_judgements (
    judgement_id BIGINT PRIMARY KEY,
    author       VARCHAR NOT NULL,
    matrix       VARCHAR NOT NULL,
    decided_at   TIMESTAMP NOT NULL
);
