-- one row: the accounting of an imported table
INSERT INTO files (file_id, name, kind, encoding, delimiter, sheet, role, sha256, bytes, header_line, read, loaded, rejected, merged,
    mapping, imported_at, active, content, corrects, replaces, fingerprint, shape, warnings, left_out)
VALUES ($file_id, $name, $kind, $encoding, $delimiter, $sheet, $role, $sha256, $bytes, $header_line, $read, $loaded, $rejected, $merged,
    $mapping, $at::TIMESTAMP, TRUE, $content, nullif($corrects, 0), nullif($replaces, 0), $fingerprint, $shape, $warnings, $left_out)
