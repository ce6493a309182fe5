-- one row: purchase lines, of them with cost of goods, revenue and cost of the days with cost
SELECT coalesce(sum(lines), 0)::BIGINT, coalesce(sum(lines) FILTER (cost IS NOT NULL), 0)::BIGINT,
       coalesce(units(sum(amount) FILTER (cost IS NOT NULL)), 0), coalesce(units(sum(cost)), 0)
FROM purchases($as_of::DATE);
