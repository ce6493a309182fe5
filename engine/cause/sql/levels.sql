-- one row per further column of words, row of the pivot that $rows gives each of $customers, and word; columns of one word, or of more than $most, are left out
WITH lost AS (SELECT unnest($customers::INTEGER[]) AS customer_no, unnest($rows::INTEGER[]) AS row_no),
known AS (
    SELECT a.name, a.position, l.row_no, trim(a.value) AS word, a.number
    FROM attributes() a JOIN lost l USING (customer_no) WHERE trim(a.value) <> ''
),
kept AS (
    SELECT name FROM known GROUP BY name HAVING count(number) = 0 AND count(DISTINCT word) BETWEEN 2 AND $most::INTEGER
)
SELECT k.name, k.row_no, k.word, count(*)
FROM known k SEMI JOIN kept USING (name)
GROUP BY k.position, k.name, k.row_no, k.word
ORDER BY k.position, k.name, k.row_no, k.word;
