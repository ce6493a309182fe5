-- What a person enters about money and action: the cost ledger, the risk register, the playbook.

-- One row per version ever entered of a part; of those that count, the last one holds.
CREATE TABLE notebook (
    note_id    BIGINT NOT NULL,
    part       VARCHAR NOT NULL,
    content    VARCHAR NOT NULL,           -- JSON
    author     VARCHAR NOT NULL,
    decided_at TIMESTAMP NOT NULL,
    active     BOOLEAN NOT NULL            -- FALSE: undone
);
