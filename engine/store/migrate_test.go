package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/duckdb/duckdb-go/v2" // writes a project as the first version did

	"huiliu/engine"
	"huiliu/engine/store"
)

// firstVersion are rows as the first version of the program left them: two customer
// tables of which the second brought one new customer, one table imported twice.
const firstVersion = `
INSERT INTO meta VALUES ('schema', '1'), ('import.warnings', '[]');
INSERT INTO files VALUES
    (1, 'o.csv', 'csv', 'UTF-8', ',', '', 'orders', 'aa', 10, 1, 4, 3, 1, 0, '{"role":"orders","columns":[]}', TIMESTAMP '2024-01-01'),
    (2, 'c.csv', 'csv', 'UTF-8', ',', '', 'customers', 'bb', 10, 1, 2, 2, 0, 0, '{"role":"customers","columns":[]}', TIMESTAMP '2024-01-01'),
    (3, 'd.csv', 'csv', 'UTF-8', ',', '', 'customers', 'cc', 10, 1, 2, 1, 0, 1, '{"role":"customers","columns":[]}', TIMESTAMP '2024-01-01'),
    (4, 'o.csv', 'csv', 'UTF-8', ',', '', 'orders', 'aa', 10, 1, 4, 0, 0, 4, '{"role":"orders","columns":[]}', TIMESTAMP '2024-01-02');
INSERT INTO rejects VALUES (1, 5, 'bad_date', 'order_at', 'x', 'a	x');
INSERT INTO order_lines (file_id, line, order_id, customer_id, placed_at, day, kind, amount) VALUES
    (1, 2, '1', 'A', TIMESTAMP '2024-01-01', DATE '2024-01-01', 'sale', 10),
    (1, 3, '2', 'B', TIMESTAMP '2024-01-02', DATE '2024-01-02', 'sale', 20),
    (1, 4, '3', 'A', TIMESTAMP '2024-01-03', DATE '2024-01-03', 'refund', -5);
INSERT INTO customers (customer_id, name, do_not_contact) VALUES ('B', 'Bo', NULL), ('A', 'Al', TRUE), ('C', 'Cy', FALSE);
INSERT INTO customer_attributes VALUES ('A', 'level', 0, '3', 3), ('C', 'town', 1, 'x', NULL);
INSERT INTO tickets VALUES (1, 9, 'T1', 'A', DATE '2024-01-05', 'late', NULL, TRUE);
INSERT INTO customer_index VALUES (1, 'A'), (2, 'B'), (3, 'C');
INSERT INTO journal VALUES (1, TIMESTAMP '2024-01-01', 'import', '[{"file":"o.csv","read":4}]');
`

func writeFirstVersion(t *testing.T, path string) {
	t.Helper()
	schema, err := os.ReadFile("migrations/0001_initial.sql")
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("duckdb", path)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{string(schema), firstVersion} {
		if _, err := db.Exec(text); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestOpen_AProjectOfTheFirstVersionKeepsItsNumbersAndACopy(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	path := filepath.Join(dir, "店.huiliu")
	writeFirstVersion(t, path)
	old, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(ctx, path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Write(ctx, func(tx *store.Tx) error { return tx.Rebuild(ctx) }); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"SELECT string_agg(concat_ws(' ', file_id, read, loaded, rejected, merged, active), ', ' ORDER BY file_id) FROM accounts":           "1 4 3 1 0 true, 2 2 2 0 0 true, 3 2 1 0 1 true, 4 4 0 0 4 true",
		"SELECT string_agg(concat_ws(' ', file_id, customer_id), ', ' ORDER BY file_id, customer_id) FROM customer_rows":                    "2 A, 2 B, 3 C",
		"SELECT string_agg(concat_ws(' ', customer_id, name, do_not_contact), ', ' ORDER BY customer_id) FROM customers":                    "A Al true, B Bo, C Cy false",
		"SELECT string_agg(concat_ws(' ', customer_id, name, position, value, number), ', ' ORDER BY customer_id) FROM customer_attributes": "A level 0 3 3.0, C town 1 x",
		"SELECT count(*) || ' ' || sum(amount) FROM purchases(DATE '2025-01-01')":                                                           "2 30.0000",
		"SELECT count(*) || ' ' || sum(amount) FROM lines_known(DATE '2025-01-01')":                                                         "3 25.0000",
		"SELECT string_agg(ticket_id, ',') FROM tickets_known(DATE '2025-01-01')":                                                           "T1",
		"SELECT string_agg(content::VARCHAR, ',' ORDER BY file_id) FROM files":                                                              "1,2,3,1",
	} {
		var got string
		if _, err := store.One(ctx, s, text, nil, &got); err != nil || got != want {
			t.Errorf("%s\n got %s, %v\nwant %s", text, got, err, want)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	kept, err := os.ReadFile(filepath.Join(dir, "店.v1.huiliu"))
	if err != nil || !bytes.Equal(kept, old) {
		t.Errorf("the copy has %d bytes, the project had %d, %v", len(kept), len(old), err)
	}
	// Opened again it is up to date: no second copy.
	if s, err = store.Open(ctx, path, store.Options{}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if list, err := os.ReadDir(dir); err != nil || len(list) != 2 {
		t.Errorf("%d files in the folder, %v", len(list), err)
	}
}

func TestOpen_AnOlderProjectThatCannotBeCopiedStaysAsItIs(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "p.huiliu")
	writeFirstVersion(t, path)
	if err := os.Chmod(dir, 0o555); err != nil { //nolint:gosec // a folder nobody may write to
		t.Fatal(err)
	}
	defer func() { _ = os.Chmod(dir, 0o755) }() //nolint:gosec // so that it can be removed
	if f, err := os.CreateTemp(dir, "x"); err == nil {
		_ = f.Close()
		t.Skip("this user may write anywhere")
	}
	_, err := store.Open(context.Background(), path, store.Options{})
	var e *engine.Error
	if !errors.As(err, &e) || !strings.HasPrefix(e.Code, "project.") {
		t.Errorf("got %v", err)
	}
}
