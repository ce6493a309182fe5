-- one row per base customer with a value of one attribute: id, its level (text) or band (numbers), whether gone
WITH base AS MATERIALIZED (
    SELECT customer_no, churned FROM contracts_at($ends::DATE, $grace::INTEGER) WHERE $contractual::BOOLEAN
    UNION ALL
    -- active at the start of the period, and gone when silent for too long at its end
    SELECT customer_no, $as_of::DATE - max(day) > arg_max(patience, day) AS churned
    FROM patient_purchases($as_of::DATE, $window::INTEGER, $times::INTEGER) WHERE NOT $contractual::BOOLEAN
    GROUP BY customer_no
    HAVING $from::DATE - max(day) FILTER (day <= $from::DATE) <= arg_max(patience, day) FILTER (day <= $from::DATE)
), before AS MATERIALIZED (
    SELECT customer_no, count(*) AS days, min(day) AS first, sum(lines) AS lines, sum(coupon_lines) AS coupons
    FROM purchases($as_of::DATE) JOIN base USING (customer_no)
    WHERE day <= $from::DATE AND NOT $contractual::BOOLEAN
    GROUP BY customer_no
), opening AS (
    -- of lines bought at the same moment the one that sorts first, so that row order does not matter
    SELECT customer_no,
           arg_min(l.channel, (l.placed_at, l.channel)) FILTER (l.channel <> '') AS channel,
           arg_min(l.region, (l.placed_at, l.region)) FILTER (l.region <> '') AS region,
           arg_min(l.category, (l.placed_at, l.category)) FILTER (l.category <> '') AS category
    FROM lines_known($as_of::DATE) l JOIN before b USING (customer_no)
    WHERE l.day = b.first AND l.kind IN ('sale', 'refunded')
    GROUP BY customer_no
), facts AS MATERIALIZED (
    SELECT customer_no, name, FALSE AS built, FALSE AS key, position, trim(value) AS value, number
    FROM attributes() JOIN base USING (customer_no) WHERE trim(value) <> ''
    UNION ALL
    SELECT customer_no, 'tenure_months', TRUE, FALSE, -3, tenure_months::VARCHAR, tenure_months
    FROM contracts_at($ends::DATE, $grace::INTEGER) WHERE $contractual::BOOLEAN AND tenure_months IS NOT NULL
    UNION ALL
    SELECT customer_no, 'monthly_amount', TRUE, FALSE, -2, monthly_amount::VARCHAR, monthly_amount::DOUBLE
    FROM contracts_at($ends::DATE, $grace::INTEGER) WHERE $contractual::BOOLEAN AND monthly_amount IS NOT NULL
    UNION ALL
    SELECT customer_no, 'stage', TRUE, TRUE, -5,
           CASE WHEN days = 1 THEN 'stage.new' WHEN days <= 4 THEN 'stage.active' ELSE 'stage.long_standing' END, NULL
    FROM before
    UNION ALL
    SELECT customer_no, 'coupon_share', TRUE, TRUE, -1,
           CASE WHEN coupons = 0 THEN 'coupon.none' WHEN coupons * 2 <= lines THEN 'coupon.some' ELSE 'coupon.most' END, NULL
    FROM before WHERE (SELECT sum(coupons) FROM before) > 0
    UNION ALL
    SELECT customer_no, 'first_channel', TRUE, FALSE, -4, channel, NULL FROM opening WHERE channel IS NOT NULL
    UNION ALL
    SELECT customer_no, 'first_region', TRUE, FALSE, -3, region, NULL FROM opening WHERE region IS NOT NULL
    UNION ALL
    SELECT customer_no, 'first_category', TRUE, FALSE, -2, category, NULL FROM opening WHERE category IS NOT NULL
), summary AS (
    SELECT name, built, count(*) AS filled, count(DISTINCT value) AS texts, count(DISTINCT number) AS numbers,
           count(number) = count(*) AS numeric, coalesce(bool_and(number = floor(number)), FALSE) AS whole,
           quantile_disc(number, [0.2, 0.4, 0.6, 0.8]) AS cuts
    FROM facts GROUP BY name, built
), shaped AS (
    SELECT name, built, whole, numeric,
           -- few different numbers are levels of their own (0/1, 1…4); whole numbers that
           -- never repeat are identifiers; text that hardly repeats describes nobody
           CASE WHEN numeric AND numbers <= 6 THEN 'text'
                WHEN numeric AND whole AND numbers = filled AND filled >= 30 THEN 'skip'
                WHEN numeric THEN 'band'
                WHEN texts > 1000 OR texts * 2 > filled THEN 'skip'
                ELSE 'text' END AS form,
           list_sort(list_distinct(list_transform(cuts, lambda e:
               CASE WHEN whole OR e = 0 THEN e ELSE round(e, (2 - floor(log10(abs(e))))::INTEGER) END))) AS cuts
    FROM summary WHERE texts > 1
), placed AS (
    SELECT f.customer_no, b.churned,
           CASE WHEN s.form = 'band' THEN len(list_filter(s.cuts, lambda e: e < f.number)) END AS band,
           CASE WHEN s.form = 'band' THEN '' WHEN s.numeric AND s.whole THEN f.number::BIGINT::VARCHAR
                WHEN s.numeric THEN f.number::VARCHAR ELSE f.value END AS label
    FROM facts f JOIN shaped s USING (name, built) JOIN base b USING (customer_no)
    WHERE s.form <> 'skip' AND f.name = $name::VARCHAR AND f.built = $built::BOOLEAN
)
SELECT i.customer_id, p.customer_no IS NOT NULL, coalesce(p.band, -1)::INTEGER, coalesce(p.label, ''), b.churned
FROM base b JOIN profiles() i USING (customer_no) LEFT JOIN placed p USING (customer_no)
ORDER BY i.customer_id;
