-- one row per order file: lines, median amount, money
SELECT file_id, count(*), coalesce(median(amount::DOUBLE) FILTER (kind <> 'refund' AND amount > 0), 0), units(sum(abs(amount))),
       count(DISTINCT customer_id), min(file_id::BIGINT * 1099511627776 + line)
FROM lines_loaded($as_of::DATE) GROUP BY file_id ORDER BY file_id;
