-- One row per order line of the tables in use, counted or not, placed by as_of, as it stood then: what was given
-- back later was an ordinary sale. For questions about the data itself.
CREATE OR REPLACE MACRO lines_loaded(as_of) AS TABLE
    SELECT * REPLACE (CASE WHEN kind = 'refunded' AND void_on > as_of THEN 'sale' ELSE kind END AS kind,
                      CASE WHEN void_on <= as_of THEN void_on END AS void_on)
    FROM live_lines WHERE day <= as_of;
