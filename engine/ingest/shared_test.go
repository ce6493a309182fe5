package ingest

import (
	"testing"

	"huiliu/engine"
	"huiliu/engine/store/storetest"
)

// The numbers are those of ../shared/data/README.md and of
// ../shared/reference/05_definitions.json (online_retail_rows, cdnow_size, cn2019_rows).

func TestLoad_OnlineRetailIsAccountedToTheRow(t *testing.T) {
	path := storetest.Shared(t, "data/transactions/online_retail.csv.gz")
	s, r := loadFiles(t, path)
	f := r.Files[0]
	if f.Read != 541909 || f.Loaded != 406829-40 || f.Rejected != 135080+40 || f.Merged != 0 {
		t.Errorf("%+v", f)
	}
	if len(f.Reasons) != 2 || f.Reasons[0] != (ReasonCount{"no_customer", 135080}) || f.Reasons[1] != (ReasonCount{"not_positive", 40}) {
		t.Errorf("%+v", f.Reasons)
	}
	sales := one[string](t, s, "SELECT count(*) || ' ' || sum(amount) || ' ' || count(DISTINCT customer_id) || ' ' || count(DISTINCT order_id) FROM order_lines WHERE kind = 'sale'")
	if sales != "397884 8911407.9040 4338 18532" {
		t.Errorf("sales %s", sales)
	}
	refunds := one[string](t, s, "SELECT count(*) || ' ' || sum(amount) FROM order_lines WHERE kind = 'refund'")
	if refunds != "8905 -611342.0900" {
		t.Errorf("refunds %s", refunds)
	}
	if net := one[engine.Money](t, s, "SELECT units(sum(amount)) FROM order_lines"); net != engine.MoneyOf(8300065.814) {
		t.Errorf("net %d", net)
	}
	days := one[string](t, s, "SELECT count(*) || ' ' || count(DISTINCT customer_no) FROM purchases(DATE '2011-12-31')")
	if days != "16763 4338" {
		t.Errorf("purchase days %s", days)
	}
	duplicates := int64(0)
	for _, w := range r.Warnings {
		if w.Code == "import.duplicate_rows" {
			duplicates = int64(w.Args["rows"].(float64))
		}
	}
	if duplicates != 5268 {
		t.Errorf("%d duplicate rows", duplicates)
	}
}

func TestLoad_CDNOWKeepsZeroValuePurchases(t *testing.T) {
	s, r := loadFiles(t, storetest.Shared(t, "data/transactions/cdnow_master.txt"))
	if r.Lines != 69659 || r.Customers != 23570 || r.Files[0].Rejected != 0 || r.FirstDay.String() != "1997-01-01" || r.LastDay.String() != "1998-06-30" {
		t.Errorf("%+v", r)
	}
	got := one[string](t, s, "SELECT sum(amount) || ' ' || count(*) FILTER (amount = 0) || ' ' || min(customer_id) || ' ' || sum(quantity)::BIGINT FROM order_lines")
	if got != "2500315.6300 80 00001 167881" {
		t.Errorf("got %s", got)
	}
	if n := one[int](t, s, "SELECT count(*) FROM purchases(DATE '1998-06-30')"); n != 67591 {
		t.Errorf("%d purchase days", n)
	}
}

func TestLoad_CDNOWSampleIsReadWithoutHeader(t *testing.T) {
	s, r := loadFiles(t, storetest.Shared(t, "data/transactions/cdnow_sample.txt"))
	if r.Lines != 6919 || r.Customers != 2357 || !hasWarning(r.Warnings, "import.no_header") {
		t.Errorf("%+v", r)
	}
	if q := one[float64](t, s, "SELECT sum(amount)::DOUBLE / sum(quantity)::DOUBLE FROM order_lines"); q < 10 || q > 20 {
		t.Errorf("a CD costs %.2f: amount and quantity are mixed up", q)
	}
}

func TestLoad_ChineseOrdersNetRefunds(t *testing.T) {
	s, r := loadFiles(t, storetest.Shared(t, "data/transactions/cn_online_orders_2019.xlsx"))
	if f := r.Files[0]; f.Read != 28833 || f.Loaded != 28833 || r.Currency != "CNY" || r.FirstDay.String() != "2019-01-01" || r.LastDay.String() != "2019-06-30" {
		t.Errorf("%+v", r)
	}
	got := one[string](t, s, "SELECT count(*) FILTER (kind = 'sale') || ' ' || count(*) FILTER (kind = 'refunded') || ' ' || count(DISTINCT customer_id) FILTER (kind = 'sale') || ' ' || sum(amount) FILTER (kind = 'sale') FROM order_lines")
	if got != "27793 1040 25420 3511305.0000" {
		t.Errorf("got %s", got)
	}
	if n := one[int](t, s, "SELECT count(*) FROM order_lines WHERE kind = 'refunded' AND void_on IS DISTINCT FROM day"); n != 0 {
		t.Errorf("%d refunded lines without day", n)
	}
}

func TestLoad_ContractTables(t *testing.T) {
	for _, c := range []struct {
		file          string
		rows, churned int64
		attributes    int
	}{
		{"telco_ibm_reasons.xlsx", 7043, 1869, 21},
		{"telco_ibm_v1.csv", 7043, 1869, 16},
		{"telco_ibm_status.xlsx", 7043, 1869, 1},
		{"ecommerce_churn.xlsx", 5630, 948, 17},
		{"bank_churn_modelling.csv", 10000, 2037, 10},
		{"mlc_churn.csv", 5000, 707, 19},
	} {
		s, r := loadFiles(t, storetest.Shared(t, "data/churn/"+c.file))
		got := one[int64](t, s, "SELECT count(*) FILTER (churned) FROM contracts()")
		if r.Customers != c.rows || got != c.churned {
			t.Errorf("%s: %d customers, %d churned", c.file, r.Customers, got)
		}
		if n := one[int](t, s, "SELECT count(DISTINCT name) FROM customer_attributes"); n != c.attributes {
			t.Errorf("%s: %d attributes: %s", c.file, n, one[string](t, s, "SELECT string_agg(DISTINCT name, ', ') FROM customer_attributes"))
		}
		leaks := "SELECT count(*) FROM customer_attributes WHERE name IN ('Churn Value', 'Churn Score', 'CLTV', 'Churn Category', 'Customer Status', 'RowNumber')"
		if n := one[int](t, s, leaks); n != 0 {
			t.Errorf("%s: %d values of columns that tell the outcome", c.file, n)
		}
	}
}

func TestLoad_TelcoReasonsAndTenure(t *testing.T) {
	s, _ := loadFiles(t, storetest.Shared(t, "data/churn/telco_ibm_reasons.xlsx"))
	got := one[string](t, s, "SELECT count(reason) || ' ' || count(*) FILTER (reason = 'Attitude of support person') || ' ' || count(*) FILTER (total_amount IS NULL) || ' ' || sum(monthly_amount) || ' ' || sum(total_amount) FROM customers")
	if got != "1869 192 11 456116.6000 16056168.7000" {
		t.Errorf("got %s", got)
	}
	if n := one[int](t, s, "SELECT count(*) FROM customer_attributes WHERE name = 'Latitude' AND number IS NULL"); n != 0 {
		t.Errorf("%d latitudes are no number", n)
	}
}

func TestLoad_TwoTablesOfTheSameCustomersFillEachOther(t *testing.T) {
	s, r := loadFiles(t, storetest.Shared(t, "data/churn/telco_ibm_v1.csv"), storetest.Shared(t, "data/churn/telco_ibm_reasons.xlsx"))
	if r.Customers != 7043 || r.Files[1].Merged != 7043 || r.Files[1].Loaded != 0 {
		t.Errorf("%+v", r.Files)
	}
	if got := one[int](t, s, "SELECT count(reason) FROM customers WHERE churned"); got != 1869 {
		t.Errorf("%d reasons", got)
	}
}

func TestLoad_TablesThatCannotBeAnalysedGetASentence(t *testing.T) {
	for _, c := range []string{"transactions/cn_store_sales_gbk.csv", "transactions/northwind/products.csv"} {
		src := sniff(t, storetest.Shared(t, "data/"+c))
		_, err := Load(bg, storetest.Open(t), src, importedAt, engine.NoProgress{})
		e, ok := err.(*engine.Error) //nolint:errorlint // Load returns it unwrapped
		if !ok || e.Code != "import.no_customer_column" || e.Args["columns"] == "" {
			t.Errorf("%s: %v", c, err)
			continue
		}
		if c == "transactions/cn_store_sales_gbk.csv" && (e.Args["blank_rows"] != int64(266) || e.Args["rows"] != int64(3744) || src[0].Encoding != encGB18030) {
			t.Errorf("%s: %v %s", c, e.Args, src[0].Encoding)
		}
	}
}

func TestLoad_Northwind(t *testing.T) {
	s, r := loadFiles(t, storetest.Shared(t, "data/transactions/northwind/orders.csv"), storetest.Shared(t, "data/transactions/northwind/customers.csv"))
	if r.Orders != 830 || r.Customers != 91 || !hasWarning(r.Warnings, "import.no_amount") {
		t.Errorf("%+v", r)
	}
	if n := one[int](t, s, "SELECT count(*) FROM customer_attributes WHERE value = 'NULL'"); n != 0 {
		t.Errorf("%d times the text NULL", n)
	}
}
