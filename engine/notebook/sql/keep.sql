-- one row per version entered of a part
INSERT INTO notebook SELECT $id, $part::VARCHAR, $content::VARCHAR, $author::VARCHAR, $at::TIMESTAMP, TRUE;
