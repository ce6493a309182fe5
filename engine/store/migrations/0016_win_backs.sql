-- What a table of win-back attempts tells of its customers: who came back, after how long, for how long and how much.

-- One row per customer that somebody tried to win back, as the table tells.
CREATE TABLE win_back_rows (
    file_id      INTEGER NOT NULL,
    line         BIGINT NOT NULL,
    customer_id  VARCHAR NOT NULL,
    returned     BOOLEAN NOT NULL,
    first_days   DOUBLE,                   -- length of the first life
    lapse_days   DOUBLE,                   -- from its end to the attempt
    second_days  DOUBLE,                   -- length of the second life
    second_value DOUBLE,                   -- what the second life was worth
    offer_value  DOUBLE,                   -- what was offered
    running      BOOLEAN                   -- the second life has not ended; NULL when not told
);

-- One row per customer of such tables in use.
CREATE MACRO win_backs() AS TABLE
    SELECT w.* FROM win_back_rows w ANTI JOIN dead_files USING (file_id) ANTI JOIN superseded USING (file_id, line)
    ANTI JOIN excluded_ids USING (customer_id)
    QUALIFY row_number() OVER (PARTITION BY customer_id ORDER BY file_id DESC, line) = 1;
