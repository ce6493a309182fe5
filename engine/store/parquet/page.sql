-- one row per row of the file between the row numbers $from and $to, every cell as text
SELECT COLUMNS(* EXCLUDE (file_row_number))::VARCHAR
FROM read_parquet($path, binary_as_string = true, file_row_number = true)
WHERE file_row_number >= $from AND file_row_number < $to
ORDER BY file_row_number
