-- one row more: what a coder decided about a text
INSERT INTO text_codes SELECT coalesce((SELECT max(code_id) FROM text_codes), 0) + 1, $coder::VARCHAR, $text::VARCHAR, $cause::VARCHAR, $at::TIMESTAMP;
