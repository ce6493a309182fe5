-- one row: the matrix of comparisons kept last, whose it is and when
SELECT author, matrix, strftime(decided_at, '%Y-%m-%d') FROM index_judgements ORDER BY judgement_id DESC LIMIT 1
