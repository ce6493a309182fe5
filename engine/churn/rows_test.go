package churn_test

import (
	"context"
	"testing"
	"time"

	"huiliu/engine"
	"huiliu/engine/churn/churntest"
	"huiliu/engine/ingest"
	"huiliu/engine/stat/reference"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

// imported loads a public file as anybody would.
func imported(t *testing.T, name string) (*store.Store, ingest.Report) {
	t.Helper()
	ctx, s := context.Background(), storetest.Open(t)
	tables, err := ingest.Sniff(ctx, storetest.Shared(t, name), engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	report, err := ingest.Load(ctx, s, tables, time.Unix(0, 0), engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	return s, report
}

func ask(t *testing.T, s *store.Store, what string) (v float64) {
	t.Helper()
	if _, err := store.One(context.Background(), s, "-- one row: a figure of the reference\nSELECT coalesce(v, 0)::DOUBLE FROM ("+what+") AS q(v)", nil, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// whole are all rows of the file: those loaded and those rejected, as they were read.
const whole = `WITH whole AS (
    SELECT order_id AS invoice, product_id, product, quantity, strftime(day, '%Y-%m') AS month, placed_at::VARCHAR AS at,
           unit_price AS price, customer_id AS customer, region AS country FROM order_lines
    UNION ALL
    SELECT split_part(raw, chr(9), 1), split_part(raw, chr(9), 2), split_part(raw, chr(9), 3), split_part(raw, chr(9), 4)::DECIMAL(18, 4),
           strftime(split_part(raw, chr(9), 5)::TIMESTAMP, '%Y-%m'), split_part(raw, chr(9), 5), split_part(raw, chr(9), 6)::DECIMAL(18, 4),
           replace(split_part(raw, chr(9), 7), '.0', ''), split_part(raw, chr(9), 8) FROM rejects
) `

// reference/05_definitions.json: online_retail_rows, _duplicates and _netting.
func TestOnlineRetail_RowsAddUpToTheReference(t *testing.T) {
	s, report := imported(t, "data/transactions/online_retail.csv.gz")
	var rows, extra, net map[string]any
	tol := churntest.Reference(t, "online_retail_rows", &rows)
	churntest.Reference(t, "online_retail_duplicates", &extra)
	churntest.Reference(t, "online_retail_netting", &net)
	near := func(what string, got float64, want any) {
		t.Helper()
		if v, ok := want.(float64); !ok {
			t.Errorf("%s: no number in the reference", what)
		} else {
			churntest.Near(t, what, got, v, tol)
		}
	}
	f := report.Files[0]
	near("rows", float64(f.Read), rows["rows"])
	if f.Read != f.Loaded+f.Rejected+f.Merged {
		t.Errorf("%d read, %d loaded, %d rejected, %d merged", f.Read, f.Loaded, f.Rejected, f.Merged)
	}
	for key, what := range map[string]string{
		"no_customer": "SELECT count(*) FROM rejects WHERE reason = 'no_customer'", "with_customer": "SELECT count(*) FROM whole WHERE customer <> ''",
		"invoices": "SELECT count(DISTINCT invoice) FROM whole", "customers": "SELECT count(DISTINCT customer) FROM whole WHERE customer <> ''",
		"cancel_rows": "SELECT count(*) FROM whole WHERE invoice LIKE 'C%'", "cancel_rows_with_customer": "SELECT count(*) FROM whole WHERE invoice LIKE 'C%' AND customer <> ''",
		"qty_not_positive": "SELECT count(*) FROM whole WHERE quantity <= 0", "price_zero": "SELECT count(*) FROM whole WHERE price = 0",
		"price_negative": "SELECT count(*) FROM whole WHERE price < 0", "price_zero_with_customer": "SELECT count(*) FROM whole WHERE price = 0 AND customer <> ''",
		"total_amount": "SELECT sum(quantity * price) FROM whole", "countries": "SELECT count(DISTINCT country) FROM whole",
		"amount_with_customer":           "SELECT sum(amount) FROM order_lines",
		"cancelled_amount_with_customer": "SELECT sum(amount) FROM order_lines WHERE order_id LIKE 'C%'",
	} {
		near(key, ask(t, s, whole+what), rows[key])
	}
	var months map[string]float64 // reference/06a_statistics.json
	exact := reference.Item(t, "06a_statistics.json", "online_retail_monthly", &months)
	for month, want := range months {
		exact.Near(t, month, ask(t, s, whole+"SELECT sum(quantity * price) FROM whole WHERE month = '"+month+"' AND quantity > 0 AND price > 0 AND invoice NOT LIKE 'C%'"), want)
	}
	near("extra rows", ask(t, s, whole+"SELECT count(*) - (SELECT count(*) FROM (SELECT DISTINCT * FROM whole)) FROM whole"), extra["extra_rows"])
	near("gross", ask(t, s, "SELECT sum(amount) FROM order_lines WHERE customer_id <> '' AND kind = 'sale' AND amount > 0"), net["gross"])
	near("net", ask(t, s, "SELECT sum(amount) FROM customer_days"), net["net"])
	near("customers", ask(t, s, "SELECT count(DISTINCT customer_id) FROM order_lines WHERE kind = 'sale'"), net["customers_with_purchase"])
}

// reference/05_definitions.json: cn2019_rows; orders given back in full do not count.
func TestCN2019_RowsAddUpToTheReference(t *testing.T) {
	s, _ := imported(t, "data/transactions/cn_online_orders_2019.xlsx")
	var rows []struct {
		Status string
		Rows   float64
		Buyers float64
		Paid   float64
	}
	tol := churntest.Reference(t, "cn2019_rows", &rows)
	for _, w := range rows {
		at := " FROM order_lines WHERE status = '" + w.Status + "'"
		churntest.Near(t, w.Status+" rows", ask(t, s, "SELECT count(*)"+at), w.Rows, tol)
		churntest.Near(t, w.Status+" buyers", ask(t, s, "SELECT count(DISTINCT customer_id)"+at), w.Buyers, tol)
		churntest.Near(t, w.Status+" paid", ask(t, s, "SELECT sum(amount)"+at), w.Paid, tol)
	}
}
