package sample

import (
	"context"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"huiliu/engine"
)

// make writes a shop into a fresh folder.
func makeShop(t *testing.T, o Options) (string, Truth) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "示例 店铺")
	truth, err := Write(context.Background(), dir, o, engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	return dir, truth
}

// record is one row by column name.
type record map[string]string

// readTable reads a written file the way an outsider would.
func readTable(t *testing.T, dir, name string) []record {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var in io.Reader = f
	if name == TicketsFile {
		in = simplifiedchinese.GB18030.NewDecoder().Reader(f)
	}
	rows, err := csv.NewReader(in).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	header := rows[0]
	header[0] = strings.TrimPrefix(header[0], "\ufeff")
	var list []record
	for _, row := range rows[1:] {
		r := record{}
		for i, h := range header {
			r[h] = row[i]
		}
		list = append(list, r)
	}
	return list
}

// fault names what makes an order row unusable, by the file alone.
func fault(r record) string {
	if r["客户编号"] == "" {
		return dirtNoCustomer
	}
	if _, err := engine.ParseDay(r["下单时间"][:10]); err != nil {
		return dirtDate
	}
	if _, err := strconv.ParseFloat(r["实付金额"], 64); err != nil {
		return dirtAmount
	}
	return ""
}

func day(t *testing.T, text string) engine.Day {
	t.Helper()
	if text == "" {
		return engine.NoDay
	}
	d, err := engine.ParseDay(text[:10])
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func money(t *testing.T, text string) engine.Money {
	t.Helper()
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return engine.MoneyOf(f)
}

// soundOrders returns the rows of orders that happened, by customer, in time order.
func soundOrders(t *testing.T, dir string) map[string][]record {
	t.Helper()
	by := map[string][]record{}
	for _, r := range readTable(t, dir, OrdersFile) {
		if fault(r) == "" && r["订单状态"] != stateClosed {
			by[r["客户编号"]] = append(by[r["客户编号"]], r)
		}
	}
	return by
}
