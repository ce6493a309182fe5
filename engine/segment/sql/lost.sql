-- one row per lost customer: number
SELECT customer_no FROM patient_purchases($as_of::DATE, $window::INTEGER, $times::INTEGER)
GROUP BY customer_no HAVING $as_of::DATE - max(day) > arg_max(patience, day) ORDER BY customer_no;
