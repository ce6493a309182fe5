-- What people say about the words of customers: which cause a text names, by coder, and the project's own list of causes.

-- One row per decision ever made; of several of one coder about one text the last holds, an empty cause takes it back.
CREATE TABLE text_codes (
    code_id  BIGINT NOT NULL,
    coder    VARCHAR NOT NULL,
    text     VARCHAR NOT NULL,             -- the words as written
    cause    VARCHAR NOT NULL,             -- key of the list of causes, none for words about something else, '' for taken back
    coded_at TIMESTAMP NOT NULL
);

-- One row per list of causes ever kept; the last holds, an empty one is the built-in list.
CREATE TABLE taxonomies (
    taxonomy_id BIGINT NOT NULL,
    kept_at     TIMESTAMP NOT NULL,
    taxonomy    VARCHAR NOT NULL            -- JSON
);

-- One row per coder and text that is coded now.
CREATE MACRO text_codes_now() AS TABLE
    SELECT coder, text, cause FROM (
        SELECT *, row_number() OVER (PARTITION BY coder, text ORDER BY code_id DESC) AS latest FROM text_codes
    ) WHERE latest = 1 AND cause <> '';

-- The list of causes of the project, no row or an empty one for the built-in list.
CREATE MACRO taxonomy_now() AS TABLE
    SELECT taxonomy FROM taxonomies ORDER BY taxonomy_id DESC LIMIT 1;
