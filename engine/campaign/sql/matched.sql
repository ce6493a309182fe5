-- one row per campaign and customer as assigned, matched with purchases: back within the days, net amount within them and before, state on the day of the draw
WITH assigned AS (
    -- a customer counts once per campaign, with the first assignment
    SELECT campaign, customer_no, min(day) AS day, arg_min(arm, (day, arm = 'control', arm)) AS arm,
           sum(coalesce(cost, 0)) AS cost, count(*) AS contacts, count(DISTINCT coalesce(channel, '')) AS channels,
           min(coalesce(offer, '')) FILTER (arm = 'treated') AS offer, min(coalesce(channel, '')) FILTER (arm = 'treated') AS channel
    FROM contacts_known($as_of::DATE)
    WHERE campaign NOT IN (SELECT campaign FROM campaign_outcomes()) -- their own table tells
    GROUP BY campaign, customer_no
), closing AS (
    SELECT campaign, least($horizon::INTEGER, ($as_of::DATE - max(day))::INTEGER) AS days
    FROM assigned GROUP BY campaign
), outcome AS (
    SELECT a.campaign, a.customer_no,
           coalesce(bool_or(m.purchase) FILTER (m.day > a.day AND m.day <= a.day + c.days), FALSE) AS back,
           coalesce(sum(m.amount) FILTER (m.day > a.day AND m.day <= a.day + c.days), 0) AS amount,
           coalesce(sum(m.amount) FILTER (m.day <= a.day AND m.day > a.day - 365), 0) AS before,
           count(*) FILTER (m.purchase AND m.day <= a.day) AS purchase_days,
           any_value(a.day) - max(m.day) FILTER (m.purchase AND m.day <= a.day) AS silence
    FROM assigned a JOIN closing c USING (campaign)
    LEFT JOIN money_days($as_of::DATE) m ON m.customer_no = a.customer_no AND m.day <= a.day + c.days
    GROUP BY a.campaign, a.customer_no
)
SELECT a.campaign, day_no(a.day), c.days, a.arm = 'treated', coalesce(a.offer, ''), coalesce(a.channel, ''), o.back, units(o.amount), units(a.cost),
       a.contacts, a.channels, units(o.before), o.purchase_days, o.silence::DOUBLE
FROM assigned a JOIN closing c USING (campaign) JOIN outcome o USING (campaign, customer_no)
ORDER BY a.campaign, a.customer_no;
