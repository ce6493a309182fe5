package parquet

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	_ "github.com/duckdb/duckdb-go/v2" // writes the files

	"huiliu/engine"
)

// write makes a file from a question.
func write(t testing.TB, name, question string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(fmt.Sprintf("COPY (%s) TO '%s' (FORMAT parquet, ROW_GROUP_SIZE 20000)", question, path)); err != nil {
		t.Fatal(err)
	}
	return path
}

func read(path string) (names []string, rows []string, err error) {
	t, err := Open(context.Background(), path)
	if err != nil {
		return nil, nil, err
	}
	defer t.Close()
	for {
		_, cells, err := t.Next()
		if err == io.EOF {
			return t.Columns(), rows, nil
		}
		if err != nil {
			return nil, rows, err
		}
		rows = append(rows, strings.Join(cells, "|"))
	}
}

func TestNext_WritesEveryTypeAsText(t *testing.T) {
	path := write(t, "订单*[1]?.parquet", `SELECT '007' AS 客户编号, DATE '2024-03-05' AS 日期, TIMESTAMP '2024-03-05 10:17:18' AS 时间, 12.50::DECIMAL(18,4) AS 金额,
		1.5::DOUBLE AS f, 9007199254740993::BIGINT AS id, true AS b, NULL::VARCHAR AS leer, [1, 2] AS list, {'a': 1} AS s`)
	names, rows, err := read(path)
	if err != nil || strings.Join(names, "|") != "客户编号|日期|时间|金额|f|id|b|leer|list|s" {
		t.Fatal(names, err)
	}
	if want := []string{"007|2024-03-05|2024-03-05 10:17:18|12.5000|1.5|9007199254740993|true||[1, 2]|{'a': 1}"}; !slices.Equal(rows, want) {
		t.Errorf("got %q", rows)
	}
}

func TestNext_KeepsTheOrderOverPages(t *testing.T) {
	_, rows, err := read(write(t, "a.parquet", "SELECT range AS n FROM range(120001)"))
	if err != nil || len(rows) != 120001 {
		t.Fatal(len(rows), err)
	}
	for i, r := range rows {
		if r != fmt.Sprint(i) {
			t.Fatalf("row %d is %s", i, r)
		}
	}
}

func TestOpen_CutOrChangedFilesAreAnError(t *testing.T) {
	data, err := os.ReadFile(write(t, "a.parquet", "SELECT range AS n, 'x' || range AS s FROM range(3000)"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "b.parquet")
	try := func(b []byte) error {
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		_, _, err := read(path)
		return err
	}
	for n := 0; n < len(data); n += len(data)/20 + 1 {
		var e *engine.Error
		if err := try(data[:n]); !errors.As(err, &e) || e.Code != "import.truncated" {
			t.Errorf("cut at %d: %v", n, err)
		}
	}
	for i := range 40 {
		bad := slices.Clone(data)
		bad[(i*7919+11)%len(bad)] ^= 1 << (i % 8)
		var e *engine.Error
		if err := try(bad); err != nil && !errors.As(err, &e) {
			t.Errorf("flip %d: %v", i, err)
		}
	}
}
