-- one row: how many positive sale lines there are, and median and median absolute deviation of the logarithm of their amount
WITH s AS (SELECT ln(amount::DOUBLE) AS x FROM lines_loaded($as_of::DATE) WHERE kind IN ('sale', 'refunded') AND amount > 0),
     m AS (SELECT median(x) AS mid FROM s)
SELECT (SELECT count(*) FROM s), (SELECT mid FROM m), (SELECT median(abs(x - mid)) FROM s, m);
