// Package churntest gives the tests of the questions about churn the published
// reference numbers and the Online Retail data as a project.
package churntest

import (
	"compress/gzip"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"huiliu/engine"
	"huiliu/engine/ingest"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

// Reference reads the values of an item of reference/05_definitions.json (computed
// independently, SQL beside each item) and returns its relative tolerance.
func Reference(t testing.TB, id string, values any) (tolerance float64) {
	t.Helper()
	b, err := os.ReadFile(storetest.Shared(t, "reference/05_definitions.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Items []struct {
			ID        string
			Values    json.RawMessage
			Tolerance struct{ Value float64 }
		}
	}
	if err := json.Unmarshal(b, &file); err != nil {
		t.Fatal(err)
	}
	for _, item := range file.Items {
		if item.ID != id {
			continue
		}
		if err := json.Unmarshal(item.Values, values); err != nil {
			t.Fatal(err)
		}
		return item.Tolerance.Value
	}
	t.Fatalf("no reference %s", id)
	return 0
}

// Near reports an error when got is not want within the relative tolerance.
func Near(t testing.TB, what string, got, want, tolerance float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > tolerance*math.Max(1e-300, math.Abs(want)) {
		t.Errorf("%s: got %.10g, want %.10g", what, got, want)
	}
}

// Day reads yyyy-mm-dd.
func Day(t testing.TB, s string) engine.Day {
	t.Helper()
	d, err := engine.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// OnlineRetailEnd is the last day of the Online Retail data.
const OnlineRetailEnd = "2011-12-09"

// OnlineRetail opens a project with the rows of online_retail.csv.gz that the
// reference uses: a customer, and either a purchase line or a cancellation.
func OnlineRetail(t testing.TB) *store.Store {
	t.Helper()
	f, err := os.Open(storetest.Shared(t, "data/transactions/online_retail.csv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	in := csv.NewReader(z)
	in.ReuseRecord = true
	if _, err := in.Read(); err != nil {
		t.Fatal(err)
	}
	var lines []store.OrderLine
	for n := int64(2); ; n++ {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return storetest.FromLines(t, lines)
		}
		if err != nil {
			t.Fatal(err)
		}
		if l, ok := retailLine(t, row); ok {
			l.Line = n
			lines = append(lines, l)
		}
	}
}

// retailLine reads InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID, Country.
func retailLine(t testing.TB, row []string) (store.OrderLine, bool) {
	quantity, err := strconv.ParseInt(row[3], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	price, err := strconv.ParseFloat(row[5], 64)
	if err != nil {
		t.Fatal(err)
	}
	cancelled := strings.HasPrefix(row[0], "C")
	if row[6] == "" || !cancelled && (quantity <= 0 || price <= 0) {
		return store.OrderLine{}, false
	}
	at, err := time.Parse(time.DateTime, row[4])
	if err != nil {
		t.Fatal(err)
	}
	l := store.OrderLine{
		OrderID: row[0], CustomerID: row[6], At: at, Kind: store.KindSale, VoidOn: engine.NoDay,
		Amount: engine.Money(quantity) * engine.MoneyOf(price), Region: row[7],
	}
	if cancelled {
		l.Kind = store.KindRefund
	}
	return l, true
}

// CN2019 imports cn_online_orders_2019.xlsx; orders refunded in full do not count.
func CN2019(t testing.TB) *store.Store {
	t.Helper()
	ctx, s := context.Background(), storetest.Open(t)
	tables, err := ingest.Sniff(ctx, storetest.Shared(t, "data/transactions/cn_online_orders_2019.xlsx"), engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ingest.Load(ctx, s, tables, time.Unix(0, 0), engine.NoProgress{}); err != nil {
		t.Fatal(err)
	}
	return s
}

// baseTable matches a base table of the project after FROM or JOIN.
var baseTable = regexp.MustCompile(`(?i)\b(?:from|join)\s+(?:order_lines|customers|customer_attributes|customer_rows|attribute_rows|order_details|joined_lines|joined_heads|orphan_details|corrections|superseded|corrected|accounts|live_\w+|tickets|feedback|contacts|contact_details|questionnaire_marks|win_back_rows|customer_index|customer_lines|customer_days|files|rejects|results|journal|meta)\b`)

// OnlyMacros fails when a .sql file below dir reads a base table: questions see the
// data through the as-of macros only, so that none can look into the future.
func OnlyMacros(t testing.TB, dir fs.FS) {
	t.Helper()
	files := 0
	err := fs.WalkDir(dir, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".sql") {
			return err
		}
		files++
		text, err := fs.ReadFile(dir, path)
		if hit := baseTable.FindString(string(text)); hit != "" {
			t.Errorf("%s reads a base table: %s", path, hit)
		}
		if !strings.HasPrefix(string(text), "-- one row") {
			t.Errorf("%s does not say in its first line what a row is", path)
		}
		return err
	})
	if err != nil || files == 0 {
		t.Errorf("%d .sql files read, %v", files, err)
	}
}
