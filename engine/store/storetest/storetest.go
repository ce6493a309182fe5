// Package storetest makes project files for tests: from order lines, or from the
// public data beside the checkout.
package storetest

import (
	"bufio"
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"huiliu/engine"
	"huiliu/engine/store"
)

// Shared returns the path of a file of the public test data, or skips the test
// when the data is not there. HUILIU_SHARED overrides ../shared beside the checkout.
func Shared(t testing.TB, name string) string {
	t.Helper()
	path := filepath.Join(sharedRoot(t), filepath.FromSlash(name))
	if _, err := os.Stat(path); err != nil {
		t.Skipf("public test data is not here: %s", name)
	}
	return path
}

func sharedRoot(t testing.TB) string {
	if dir := os.Getenv("HUILIU_SHARED"); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, "..", "shared")
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Skip("no go.mod above the test")
		}
		dir = up
	}
}

// Open opens a project in memory that closes with the test.
func Open(t testing.TB) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), "", store.Options{TempDir: t.TempDir(), Threads: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// FromLines opens a project in memory with these order lines.
func FromLines(t testing.TB, lines []store.OrderLine) *store.Store {
	t.Helper()
	s := Open(t)
	err := s.Write(context.Background(), func(tx *store.Tx) error {
		if err := tx.AppendLines(context.Background(), lines); err != nil {
			return err
		}
		return tx.Rebuild(context.Background())
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Sale makes a plain purchase line.
func Sale(customer string, day engine.Day, amount float64) store.OrderLine {
	return store.OrderLine{
		OrderID: customer + "-" + day.String(), CustomerID: customer, At: day.Time(), Kind: store.KindSale,
		Amount: engine.MoneyOf(amount), VoidOn: engine.NoDay,
	}
}

// CDNOW opens a project with the 69,659 rows of cdnow_master.txt.
func CDNOW(t testing.TB) *store.Store {
	t.Helper()
	return FromLines(t, cdnowLines(t, "data/transactions/cdnow_master.txt", 0, 1, 3, 1))
}

// CDNOWSample opens a project with the 6,919 rows of the 1/10 sample.
func CDNOWSample(t testing.TB) *store.Store {
	t.Helper()
	return FromLines(t, cdnowLines(t, "data/transactions/cdnow_sample.txt", 1, 2, 4, 0))
}

func cdnowLines(t testing.TB, name string, id, date, amount, skip int) []store.OrderLine {
	f, err := os.Open(Shared(t, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []store.OrderLine
	scan := bufio.NewScanner(f)
	for n := 0; scan.Scan(); n++ {
		fields := strings.Fields(scan.Text())
		if n < skip || len(fields) <= amount {
			continue
		}
		at, err := time.Parse("20060102", fields[date])
		if err != nil {
			t.Fatal(err)
		}
		v, err := strconv.ParseFloat(fields[amount], 64)
		if err != nil {
			t.Fatal(err)
		}
		l := Sale(fields[id], engine.DayOf(at), v)
		l.Line = int64(n + 1)
		l.OrderID += "#" + strconv.Itoa(n)
		out = append(out, l)
	}
	if err := scan.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}
