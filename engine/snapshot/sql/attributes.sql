-- one row per contract customer and attribute, in order of the columns
SELECT a.customer_no, a.name, trim(a.value), a.number
FROM attributes() a JOIN contracts_at($ends::DATE, $grace::INTEGER) c USING (customer_no)
ORDER BY a.position, a.name, a.customer_no;
