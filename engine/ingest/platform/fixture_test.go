package platform_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"huiliu/engine"
	"huiliu/engine/ingest"
	"huiliu/engine/ingest/platform"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

// export is an invented export of a platform: its headers and rows whose fate is known.
type export struct {
	p       *platform.Platform
	headers []string
	at      map[ingest.Field]int
	rows    [][]string
	want    []string // "order kind amount"
}

// newExport lays the headers of a description out, with a column for every field.
func newExport(p *platform.Platform) *export {
	e := &export{p: p, headers: everything(p), at: map[ingest.Field]int{}}
	for _, f := range ingest.FieldsOf(p.Role) {
		if f == ingest.FieldIgnore || f == ingest.FieldAttribute || len(p.Fields[f]) == 0 {
			continue
		}
		e.at[f] = -1
		for _, h := range p.Fields[f] {
			if i := slices.Index(e.headers, h); i >= 0 && !e.used(i) {
				e.at[f] = i
				break
			}
		}
		if e.at[f] < 0 {
			if slices.ContainsFunc(p.Required, func(r string) bool { return strings.Contains("|"+r+"|", "|"+p.Fields[f][0]+"|") }) {
				delete(e.at, f) // it would be a second name of a column that is there
				continue
			}
			e.at[f] = len(e.headers)
			e.headers = append(e.headers, p.Fields[f][0])
		}
	}
	return e
}

func (e *export) used(column int) bool {
	for _, i := range e.at {
		if i == column {
			return true
		}
	}
	return false
}

// add writes an order; what it says besides the given fields must not matter.
func (e *export) add(set map[ingest.Field]string, kind, amount string) {
	row := make([]string, len(e.headers))
	for f, list := range e.p.Fields {
		for _, h := range list {
			if i := slices.Index(e.headers, h); i >= 0 && !e.used(i) {
				row[i] = e.decoy(f)
			}
		}
	}
	n := len(e.rows)
	order := fmt.Sprintf("%018d", 123456789012345600+n)
	day := time.Date(2024, 3, 1+n%28, 9, 30, 0, 0, time.UTC)
	values := map[ingest.Field]string{
		ingest.FieldOrderID: e.ident(order), ingest.FieldCustomerID: fmt.Sprintf("𠮷野㐂%d", n%5), ingest.FieldOrderAt: day.Format("2006-01-02 15:04:05"),
		ingest.FieldQuantity: "1", ingest.FieldProduct: "茶 \"明前\", 50g", ingest.FieldProductID: "00123", ingest.FieldChannel: "旗舰店",
	}
	if e.p.DateOrder == "mdy" {
		values[ingest.FieldOrderAt] = day.Format("01/02/2006 15:04")
	} else if e.p.DateOrder == "dmy" {
		values[ingest.FieldOrderAt] = day.Format("02/01/2006 15:04")
	}
	for f, v := range set {
		values[f] = v
	}
	price := values[ingest.FieldAmount]
	if _, ok := e.at[ingest.FieldAmount]; !ok || values[ingest.FieldUnitPrice] == "" {
		values[ingest.FieldUnitPrice] = price
	}
	for f, i := range e.at {
		row[i] = values[f]
	}
	e.rows = append(e.rows, row)
	e.want = append(e.want, order+" "+kind+" "+amount)
}

// decoy is what the columns hold that must not be taken.
func (e *export) decoy(f ingest.Field) string {
	switch f {
	case ingest.FieldAmount, ingest.FieldUnitPrice, ingest.FieldIgnore:
		return "888888"
	case ingest.FieldOrderAt:
		return "2019-01-01 00:00:00"
	case ingest.FieldCustomerID:
		return "138****5678"
	case ingest.FieldStatus, ingest.FieldAfterSale, ingest.FieldRefundAmount, ingest.FieldDiscount:
		return ""
	}
	return "杂"
}

// ident wraps an order number as the platform does.
func (e *export) ident(order string) string {
	switch {
	case slices.Contains(e.p.Quirks, "formula_ids"):
		return `="` + order + `"`
	case slices.Contains(e.p.Quirks, "tab_after_ids"):
		return order + "\t"
	}
	return order
}

// fill writes one order for every status word, and refunds in every way the export has.
func (e *export) fill() {
	n := 0
	next := func() (string, string) {
		n++
		whole := 1000 + 17*n
		return fmt.Sprintf("%d,%03d.%02d", whole/1000, whole%1000, n%100), fmt.Sprintf("%d.%02d00", whole, n%100)
	}
	for range 6 { // plain ones, so that columns have values
		text, amount := next()
		e.add(map[ingest.Field]string{ingest.FieldAmount: text}, store.KindSale, amount)
	}
	for _, kind := range []string{store.KindSale, store.KindRefunded, store.KindVoid} {
		for _, word := range e.p.Statuses[kind] {
			text, amount := next()
			e.add(map[ingest.Field]string{ingest.FieldAmount: text, ingest.FieldStatus: word}, kind, amount)
			if _, ok := e.at[ingest.FieldAfterSale]; ok && kind == store.KindRefunded {
				text, amount = next()
				e.add(map[ingest.Field]string{ingest.FieldAmount: text, ingest.FieldAfterSale: word}, kind, amount)
			}
		}
	}
	if _, ok := e.at[ingest.FieldRefundAmount]; ok {
		e.add(map[ingest.Field]string{ingest.FieldAmount: "100.00", ingest.FieldRefundAmount: "30.01"}, store.KindSale, "69.9900")
		e.add(map[ingest.Field]string{ingest.FieldAmount: "100.00", ingest.FieldRefundAmount: "100"}, store.KindRefunded, "100.0000")
	}
	if e.p.Refunds == "rows" {
		e.add(map[ingest.Field]string{ingest.FieldAmount: "-12.50", ingest.FieldUnitPrice: "12.50", ingest.FieldQuantity: "-1"}, store.KindRefund, "-12.5000")
	}
}

// The ways a fixture is written.
func (e *export) csv() []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.WriteAll(append([][]string{e.headers}, e.rows...)) // to memory
	return b.Bytes()
}

func (e *export) gb18030(t *testing.T) []byte {
	t.Helper()
	b, err := simplifiedchinese.GB18030.NewEncoder().Bytes(e.csv())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// page is a web page called .xls.
func (e *export) page() []byte {
	var b strings.Builder
	b.WriteString("<html><head><meta charset=\"utf-8\"></head><body><table>")
	for _, row := range append([][]string{e.headers}, e.rows...) {
		b.WriteString("<tr>")
		for _, c := range row {
			b.WriteString("<td>" + html.EscapeString(strings.TrimSpace(c)) + "</td>")
		}
		b.WriteString("</tr>")
	}
	b.WriteString("</table></body></html>")
	return []byte(b.String())
}

// book is a workbook with a title and a header merged over two rows.
func (e *export) book(t *testing.T) []byte {
	t.Helper()
	f := excelize.NewFile()
	set := func(column, row int, text string) {
		cell, err := excelize.CoordinatesToCellName(column+1, row)
		if err == nil {
			err = f.SetCellStr("Sheet1", cell, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	set(0, 1, "订单导出 2024-03")
	for i, h := range e.headers {
		set(i, 3, h)
		top, _ := excelize.CoordinatesToCellName(i+1, 3)
		bottom, _ := excelize.CoordinatesToCellName(i+1, 4)
		if err := f.MergeCell("Sheet1", top, bottom); err != nil {
			t.Fatal(err)
		}
	}
	for r, row := range e.rows {
		for i, c := range row {
			set(i, 5+r, strings.TrimSpace(c))
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// look sniffs a file and recognises its platform.
func look(t testing.TB, name string, content []byte, known []platform.Platform) []ingest.Source {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := ingest.Sniff(context.Background(), path, engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	platform.Apply(s, known)
	return s
}

// load puts the tables into a new project and checks the accounting.
func load(t testing.TB, sources []ingest.Source) (*store.Store, ingest.Report) {
	t.Helper()
	s := storetest.Open(t)
	r, err := ingest.Load(context.Background(), s, sources, time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC), engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Files {
		if f.Read != f.Loaded+f.Rejected+f.Merged {
			t.Errorf("%s: %+v", f.File, f)
		}
	}
	return s, r
}

func lines(t testing.TB, s *store.Store) []string {
	t.Helper()
	var out []string
	err := store.Query(context.Background(), s, "SELECT order_id || ' ' || kind || ' ' || amount FROM order_lines ORDER BY line", nil,
		func(scan store.Scan) error {
			var v string
			err := scan(&v)
			out = append(out, v)
			return err
		})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestApply_EveryPlatformsOrdersAreLoadedAsDesigned(t *testing.T) {
	known := builtin(t)
	n := 0
	for i := range known {
		p := &known[i]
		if p.Role != ingest.RoleOrders {
			continue
		}
		n++
		t.Run(p.ID, func(t *testing.T) {
			e := newExport(p)
			e.fill()
			var sources []ingest.Source
			switch n % 4 {
			case 0:
				sources = look(t, "导出.csv", e.csv(), known)
			case 1:
				sources = look(t, "导出.csv", e.gb18030(t), known)
			case 2:
				sources = look(t, "导出.xls", e.page(), known)
			default:
				sources = look(t, "导出.xlsx", e.book(t), known)
			}
			src := sources[0]
			if src.Platform.ID != p.ID {
				t.Fatalf("taken for %+v", src.Platform)
			}
			s, r := load(t, sources)
			if got := lines(t, s); !slices.Equal(got, e.want) {
				for k := range max(len(got), len(e.want)) {
					if k >= len(got) || k >= len(e.want) || got[k] != e.want[k] {
						t.Errorf("row %d: got %q, want %q\n%+v", k, at(got, k), at(e.want, k), r.Files[0])
						break
					}
				}
			}
			for _, w := range r.Warnings {
				if w.Code == "import.unknown_status" || w.Code == "import.lost_digits" || w.Code == "import.masked_customer" {
					t.Errorf("%+v", w)
				}
			}
			if r.Customers != 5 {
				t.Errorf("%d customers", r.Customers)
			}
		})
	}
}

func at(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}
