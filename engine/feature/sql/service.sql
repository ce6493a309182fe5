-- one row per customer of $customers, by customer_no: what they asked and answered, and what the shop sent them
WITH
kept AS (SELECT unnest($customers::INTEGER[]) AS customer_no),
asked AS (
    SELECT customer_no, count(*) FILTER (day > $as_of::DATE - 30) AS n30, count(*) FILTER (day > $as_of::DATE - 90) AS n90,
           count(*) FILTER (day > $as_of::DATE - 365) AS n365, max(day) AS latest,
           (max({'day': day, 'topic': topic}) FILTER (topic IS NOT NULL)).topic AS topic
    FROM tickets_known($as_of::DATE) SEMI JOIN kept USING (customer_no)
    GROUP BY customer_no
),
scores AS (
    SELECT customer_no, max(day) AS latest, list(score ORDER BY day, score) AS list
    FROM feedback_known($as_of::DATE) SEMI JOIN kept USING (customer_no)
    WHERE day IS NOT NULL AND score IS NOT NULL
    GROUP BY customer_no
),
sent AS MATERIALIZED (
    SELECT DISTINCT customer_no, day FROM contacts_known($as_of::DATE) SEMI JOIN kept USING (customer_no) WHERE arm = 'treated'
),
-- A message is answered by a purchase within the 14 days after it; younger ones have not had their time.
answers AS (
    SELECT s.customer_no, s.day, count(p.day) > 0 AS answered
    FROM sent s LEFT JOIN purchases($as_of::DATE) p ON p.customer_no = s.customer_no AND p.day > s.day AND p.day <= s.day + 14
    GROUP BY s.customer_no, s.day
),
told AS (
    SELECT customer_no, count(*) FILTER (day > $as_of::DATE - 90) AS n90, max(day) AS latest,
           count(*) FILTER (answered AND day <= $as_of::DATE - 14) AS answered, count(*) FILTER (day <= $as_of::DATE - 14) AS ripe
    FROM answers GROUP BY customer_no
)
SELECT coalesce(a.n30, 0)::DOUBLE AS tickets_30,
       coalesce(a.n90, 0)::DOUBLE AS tickets_90,
       coalesce(a.n365, 0)::DOUBLE AS tickets_365,
       ($as_of::DATE - a.latest)::DOUBLE AS ticket_days,
       a.topic AS ticket_topic,
       s.list[-1] AS survey_last,
       s.list[-1] - list_avg(s.list[:-2]) AS survey_change,
       ($as_of::DATE - s.latest)::DOUBLE AS survey_days,
       coalesce(t.n90, 0)::DOUBLE AS contacts_90,
       ($as_of::DATE - t.latest)::DOUBLE AS contact_days,
       t.answered::DOUBLE / nullif(t.ripe, 0) AS contact_answered
FROM kept LEFT JOIN asked a USING (customer_no) LEFT JOIN scores s USING (customer_no) LEFT JOIN told t USING (customer_no)
ORDER BY customer_no
