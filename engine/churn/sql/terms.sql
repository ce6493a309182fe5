-- one row per customer and term, in order of time: number, first day (−1: not told), last day (−1: runs on)
SELECT customer_no, coalesce(day_no(joined), -1), coalesce(day_no(ended), -1) FROM terms()
ORDER BY customer_no, joined NULLS FIRST, ended NULLS LAST;
