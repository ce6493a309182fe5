-- one row per mark known on the day: whether it is the latest of that person for the question (of an audit: of that person and day)
WITH known AS (
    SELECT *, lower(item) AS key, CASE WHEN side = 'audit' AND day IS NOT NULL THEN person || ' ' || day ELSE person END AS unit
    FROM questionnaire_known($as_of::DATE)
)
SELECT side, unit, key, mark,
       row_number() OVER (PARTITION BY side, unit, key ORDER BY day DESC NULLS LAST, file_id DESC, line DESC, position DESC) = 1
FROM known
ORDER BY side, unit, key, day DESC NULLS LAST, file_id DESC, line DESC, position DESC;
