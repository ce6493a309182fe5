-- one row per question of the questionnaires known on the day, in the order in which it is asked; named as customers read it
SELECT lower(item) AS key, arg_min(item, (side <> 'customer', file_id, line, position)) AS name
FROM questionnaire_known($as_of::DATE)
GROUP BY key
ORDER BY min(position), min((file_id, line)), key;
