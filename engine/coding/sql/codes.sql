-- one row per coder and text that is coded now
SELECT coder, text, cause FROM text_codes_now() ORDER BY text, coder;
