-- one row per filled cell of a further column of a campaign table that tells the outcome, column by column
SELECT campaign, name, outcome, file_id, line, value, number
FROM trial_details()
WHERE day IS NULL OR day <= $as_of::DATE
ORDER BY campaign, outcome, position, name, file_id, line;
