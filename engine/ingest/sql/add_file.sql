-- one row: the accounting of an imported table
INSERT INTO files VALUES ($file_id, $name, $kind, $encoding, $delimiter, $sheet, $role, $sha256, $bytes, $header_line,
    $read, $loaded, $rejected, $merged, $mapping, $at::TIMESTAMP)
