-- one row per further column of numbers and row of the pivot that $rows gives each of $customers, with the sum of its numbers
WITH lost AS (SELECT unnest($customers::INTEGER[]) AS customer_no, unnest($rows::INTEGER[]) AS row_no),
known AS (
    SELECT a.name, a.position, l.row_no, try_cast(a.number AS DECIMAL(18, 4)) AS number
    FROM attributes() a JOIN lost l USING (customer_no)
)
SELECT name, row_no, count(number), units(sum(number))
FROM known WHERE number IS NOT NULL
GROUP BY position, name, row_no
ORDER BY position, name, row_no;
