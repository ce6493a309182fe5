-- one row per assigned customer of a campaign table that tells the outcome itself: day (the first of all days when not told), group, outcome
SELECT o.campaign, coalesce(day_no(o.day), -2147483648), o.file_id, o.line, o.arm = 'treated', coalesce(o.offer, ''), coalesce(o.channel, ''),
       o.responded, units(coalesce(o.outcome_amount, 0)), o.outcome_amount IS NOT NULL
FROM campaign_outcomes() o
WHERE o.day IS NULL OR o.day <= $as_of::DATE
ORDER BY o.campaign, o.file_id, o.line;
