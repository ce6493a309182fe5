-- Models kept in the project, each with what it learnt from and how well it did then.

-- One row per kept version of a model; taking one out of use clears active, nothing is deleted.
CREATE TABLE models (
    model_id    BIGINT PRIMARY KEY,
    kept_at     TIMESTAMP NOT NULL,
    kind        VARCHAR NOT NULL,
    as_of       DATE NOT NULL,             -- of the analysis that kept it
    known       DATE NOT NULL,             -- everything it learnt was known on this day
    window_days INTEGER NOT NULL,          -- the definition of churn it predicts
    about       VARCHAR NOT NULL,          -- JSON: training days, columns, scores, what was usual then
    model       VARCHAR NOT NULL,          -- JSON, as learn.Save writes it
    active      BOOLEAN NOT NULL
);
