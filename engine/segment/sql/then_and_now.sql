-- one row per customer: number, silence, purchase days, amount, days and amount of the last 365 days, all as of the later day and then of what was bought by the earlier one (no days: not yet a customer)
SELECT customer_no, ($as_of::DATE - max(day))::BIGINT, count(*), units(sum(amount)),
       count(*) FILTER (day > $as_of::DATE - 365), coalesce(units(sum(amount) FILTER (day > $as_of::DATE - 365)), 0),
       coalesce($from::DATE - max(day) FILTER (day <= $from::DATE), 0)::BIGINT, count(*) FILTER (day <= $from::DATE),
       coalesce(units(sum(amount) FILTER (day <= $from::DATE)), 0),
       count(*) FILTER (day <= $from::DATE AND day > $from::DATE - 365),
       coalesce(units(sum(amount) FILTER (day <= $from::DATE AND day > $from::DATE - 365)), 0)
FROM purchases($as_of::DATE) GROUP BY customer_no;
