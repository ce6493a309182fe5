-- one row per campaign and customer as assigned: arm, day, back within the days, net amount within them, cost
WITH assigned AS (
    -- a customer counts once per campaign, with the first assignment
    SELECT campaign, customer_no, min(day) AS day, arg_min(arm, (day, arm = 'control', arm)) AS arm,
           count(DISTINCT arm) > 1 AS both_arms, sum(coalesce(cost, 0)) AS cost, min(coalesce(offer, '')) FILTER (arm = 'treated') AS offer,
           min(coalesce(channel, '')) FILTER (arm = 'treated') AS channel
    FROM contacts_known($as_of::DATE) GROUP BY campaign, customer_no
), closing AS (
    SELECT campaign, max(day) AS last_day, least($horizon::INTEGER, ($as_of::DATE - max(day))::INTEGER) AS days
    FROM assigned GROUP BY campaign
), outcome AS (
    SELECT a.campaign, a.customer_no, coalesce(bool_or(m.purchase), FALSE) AS back, coalesce(sum(m.amount), 0) AS amount
    FROM assigned a JOIN closing c USING (campaign)
    LEFT JOIN money_days($as_of::DATE) m ON m.customer_no = a.customer_no AND m.day > a.day AND m.day <= a.day + c.days
    GROUP BY a.campaign, a.customer_no
)
SELECT a.campaign, day_no(a.day), c.days, a.arm = 'treated', o.back, units(o.amount), units(a.cost), coalesce(a.offer, ''), coalesce(a.channel, '')
FROM assigned a JOIN closing c USING (campaign) JOIN outcome o USING (campaign, customer_no)
ORDER BY a.campaign, a.customer_no;
