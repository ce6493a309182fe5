-- one row: the number of the last decision to leave an id out
SELECT coalesce(max(exclusion_id), 0) FROM exclusions;
