package xlsx

import (
	"context"
	"crypto/sha256"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"huiliu/assets"
	"huiliu/engine"
	"huiliu/reports/doc"
	"huiliu/reports/doc/doctest"
)

func hash(t *testing.T, path string) [32]byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return sha256.Sum256(b)
}

func TestWrite_SameDataSameBytes(t *testing.T) {
	o := Options{Created: time.Date(2025, 1, 2, 3, 4, 5, 0, time.FixedZone("CST", 8*3600))}
	first := hash(t, writeShop(t, "a.xlsx", assets.ZH, o))
	for range 4 {
		if hash(t, writeShop(t, "a.xlsx", assets.ZH, o)) != first {
			t.Fatal("bytes differ")
		}
	}
}

// Every formula has its value in the file, for viewers that do not compute.
func TestWrite_KeepsTheValueOfEveryFormula(t *testing.T) {
	f := open(t, writeShop(t, "a.xlsx", assets.EN, Options{}))
	formulas := 0
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		joined := covered(t, f, sheet)
		for i, row := range rows {
			for j, value := range row {
				at, _ := excelize.CoordinatesToCellName(j+1, i+1)
				if joined[at] { // reads as the cell it is joined to
					continue
				}
				formula, err := f.GetCellFormula(sheet, at)
				if err != nil {
					t.Fatal(err)
				}
				if formula == "" {
					continue
				}
				formulas++
				if value == "" && !strings.Contains(formula, `,"")`) {
					t.Errorf("%s!%s: no value for %s", sheet, at, formula)
				}
				if strings.ContainsAny(formula, "{}") {
					t.Errorf("%s!%s: unresolved %s", sheet, at, formula)
				}
			}
		}
	}
	if formulas < 500 {
		t.Errorf("%d formulas", formulas)
	}
}

// covered are the cells of a sheet that are joined to another one.
func covered(t *testing.T, f *excelize.File, sheet string) map[string]bool {
	t.Helper()
	list, err := f.GetMergeCells(sheet)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for _, m := range list {
		left, row, _ := excelize.CellNameToCoordinates(m.GetStartAxis())
		right, _, _ := excelize.CellNameToCoordinates(m.GetEndAxis())
		for column := left + 1; column <= right; column++ {
			at, _ := excelize.CoordinatesToCellName(column, row)
			out[at] = true
		}
	}
	return out
}

func open(t *testing.T, path string) *excelize.File {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// A customer id or a label that looks like a formula stays text.
func TestWrite_FormulaLikeTextsStayTexts(t *testing.T) {
	d := doc.Compose(doctest.Shop(), words(t, assets.ZH))
	f := open(t, writeShop(t, "a.xlsx", assets.ZH, Options{}))
	b := newBook(d, Options{})
	for _, c := range []struct{ table, column, row, want string }{
		{"watch", "customer", "=1+1", "=1+1"},
		{"attributes", "level", "城市/=HYPERLINK(\"http://x\")", "=HYPERLINK(\"http://x\")"},
		{"cause_reasons", "reason", "delivery/+送货慢", "+送货慢"},
		{"watch", "customer", "13800000000", "13800000000"},
	} {
		at, err := b.cellOf(c.table, c.column, c.row)
		if err != nil {
			t.Fatal(err)
		}
		sheet, cell := splitRef(t, at)
		value, _ := f.GetCellValue(sheet, cell)
		formula, _ := f.GetCellFormula(sheet, cell)
		kind, _ := f.GetCellType(sheet, cell)
		if value != c.want || formula != "" || kind != excelize.CellTypeInlineString {
			t.Errorf("%s: %q, formula %q, type %v", at, value, formula, kind)
		}
	}
}

// A masked workbook holds no customer id and no customer's words; one customer has one
// number on every sheet.
func TestWrite_MaskedHidesCustomers(t *testing.T) {
	f := open(t, writeShop(t, "a.xlsx", assets.ZH, Options{Masked: true}))
	r := doctest.Shop()
	secrets := map[string]bool{r.Causes.Quotes[0].Text: true}
	for _, row := range r.Watch.Rows {
		secrets[row.CustomerID] = true
	}
	for _, c := range append(r.Winback.Plan.Test, r.Winback.Plan.Control...) {
		secrets[c.CustomerID] = true
	}
	masked := 0
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			for _, v := range row {
				if secrets[v] {
					t.Errorf("%s: %q is there", sheet, v)
				}
				if len(v) == 7 && v[0] == 'M' {
					masked++
				}
			}
		}
	}
	if masked < 240 {
		t.Errorf("%d masked ids", masked)
	}
}

// A reader may change the assumption cells and only those.
func TestWrite_InputsAreOpenAndNamed(t *testing.T) {
	f := open(t, writeShop(t, "a.xlsx", assets.ZH, Options{}))
	want := []string{"margin_rate", "discount_rate", "budget", "contact_cap", "fixed_cost", "control_share", "horizon_days", "offer_coupon_lift", "offer_call_gift_contact_cost", "offer_reminder_offer_cost"}
	names := map[string]string{}
	for _, n := range f.GetDefinedName() {
		names[n.Name] = n.RefersTo
	}
	for _, name := range want {
		if names[name] == "" {
			t.Errorf("no name %s", name)
			continue
		}
		sheet, cell := splitRef(t, names[name])
		id, _ := f.GetCellStyle(sheet, cell)
		s, err := f.GetStyle(id)
		if err != nil || s.Protection == nil || s.Protection.Locked {
			t.Errorf("%s is locked (%v)", name, err)
		}
		if v, _ := f.GetCellValue(sheet, cell); v == "" {
			t.Errorf("%s is empty", name)
		}
	}
	rules, err := f.GetDataValidations("假设")
	if err != nil || len(rules) != 8+9 {
		t.Errorf("%d validations, %v", len(rules), err)
	}
}

func TestWrite_CancelLeavesNoFile(t *testing.T) {
	folder := t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	p := &cancelAfter{left: 300, cancel: cancel}
	err := Write(ctx, filepath.Join(folder, "a.xlsx"), doc.Compose(doctest.Shop(), words(t, assets.ZH)), Options{}, p)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	empty(t, folder)
}

type cancelAfter struct {
	engine.NoProgress
	left   int64
	cancel func()
}

func (c *cancelAfter) Add(n int64) {
	if c.left -= n; c.left < 0 {
		c.cancel()
	}
}

func empty(t *testing.T, folder string) {
	t.Helper()
	left, err := os.ReadDir(folder)
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func TestWrite_SaysWhenItCannot(t *testing.T) {
	d := doc.Compose(doctest.Contract(), words(t, assets.EN))
	var e *engine.Error
	missing := filepath.Join(t.TempDir(), "no", "such", "a.xlsx")
	if err := Write(context.Background(), missing, d, Options{}, engine.NoProgress{}); !errors.As(err, &e) || e.Code != "report.cannot_write" || e.Args["folder"] == nil {
		t.Errorf("missing folder: %v", err)
	}
	folder := filepath.Join(t.TempDir(), "a.xlsx")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := Write(context.Background(), folder, d, Options{}, engine.NoProgress{}); !errors.As(err, &e) || e.Code != "report.cannot_write" {
		t.Errorf("target is a folder: %v", err)
	}
	empty(t, folder)
}

// A finished file that cannot take the place of an existing one meets an open workbook;
// here a folder, which cannot be renamed onto a file, stands in for the lock.
func TestReplace_SaysWhenTheTargetIsInUse(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "a.xlsx")
	if err := os.WriteFile(path, []byte("open in Excel"), 0o644); err != nil {
		t.Fatal(err)
	}
	finished := filepath.Join(folder, "finished")
	if err := os.Mkdir(finished, 0o755); err != nil {
		t.Fatal(err)
	}
	var e *engine.Error
	if err := replace(finished, path); !errors.As(err, &e) || e.Code != "report.in_use" || e.Place.File != path {
		t.Errorf("error %v", err)
	}
}

// An earlier report stays as it was when the new one fails.
func TestWrite_ReplacesOnlyWhenComplete(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.xlsx")
	if err := os.WriteFile(path, []byte("last month"), 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	d := doc.Compose(doctest.Contract(), words(t, assets.EN))
	if err := Write(ctx, path, d, Options{}, engine.NoProgress{}); err == nil {
		t.Fatal("a cancelled write succeeded")
	}
	if b, _ := os.ReadFile(path); string(b) != "last month" {
		t.Error("the earlier file was touched")
	}
	if err := Write(context.Background(), path, d, Options{}, engine.NoProgress{}); err != nil {
		t.Fatal(err)
	}
	open(t, path)
}

func TestSheetNames_AreSafeAndUnique(t *testing.T) {
	titles := []string{"a/b:c*[d]?", "A b c  d", "'quoted'", "", strings.Repeat("客户", 20), strings.Repeat("客户", 20) + "x", strings.Repeat("🙂", 20), "history"}
	d := &doc.Document{}
	for _, title := range titles {
		d.Sheets = append(d.Sheets, doc.Sheet{Title: title})
	}
	seen := map[string]bool{}
	for i, name := range sheetNames(d) {
		if n := len(utf16.Encode([]rune(name))); n == 0 || n > 31 {
			t.Errorf("%q: %d units", name, n)
		}
		if strings.ContainsAny(name, `:\/?*[]`) || strings.Trim(name, "'") != name || seen[strings.ToLower(name)] {
			t.Errorf("%q from %q", name, titles[i])
		}
		seen[strings.ToLower(name)] = true
	}
}

func TestClip_CutsOnlyWhatACellCannotHold(t *testing.T) {
	for _, s := range []string{"", "短", strings.Repeat("x", 32767), strings.Repeat("客", 32767)} {
		if clip(s) != s {
			t.Errorf("%d bytes were cut", len(s))
		}
	}
	for _, s := range []string{strings.Repeat("x", 32768), strings.Repeat("客", 40000), strings.Repeat("🙂", 16384)} {
		got := clip(s)
		if n := len(utf16.Encode([]rune(got))); n > 32767 || !strings.HasSuffix(got, cutMark) {
			t.Errorf("%d units", n)
		}
	}
}

// Charts stand in rows of their own or to the right of a table: no cell lies under one.
func TestLayout_ChartsCoverNothing(t *testing.T) {
	b := newBook(doc.Compose(doctest.Shop(), words(t, assets.ZH)), Options{})
	charts := 0
	for _, pg := range b.pages {
		for _, c := range pg.charts {
			charts++
			for row := c.row; row < c.row+c.rows && row <= len(pg.lines); row++ {
				l := pg.lines[row-1]
				if l.kind == lineChart || l.table != nil && b.spots[l.table.Key].right() < c.column {
					continue
				}
				t.Errorf("%s row %d is under chart %s", pg.name, row, c.ref.Key)
			}
		}
	}
	if charts < 8 {
		t.Errorf("%d charts", charts)
	}
}

// A page break never tears a chart and its table apart, and leaves no row alone.
func TestLayout_BreaksBetweenBlocks(t *testing.T) {
	b := newBook(doc.Compose(doctest.Shop(), words(t, assets.ZH)), Options{})
	breaks := 0
	for _, pg := range b.pages {
		for _, row := range pg.breaks {
			breaks++
			for _, c := range pg.charts {
				if row > c.row && row < c.row+c.rows {
					t.Errorf("%s: a page begins in row %d, in the chart %s", pg.name, row, c.ref.Key)
				}
			}
			if l := pg.lines[row-1]; l.kind == lineTotals || l.kind == lineHeader {
				t.Errorf("%s: a page begins with row %d of kind %d", pg.name, row, l.kind)
			}
		}
	}
	if breaks == 0 {
		t.Error("no breaks")
	}
}

// A title and its sentence do not take a page for themselves when the table after them
// goes over the page with its chart: the table is broken below the chart.
func TestPaginate_BreaksALongTableBelowItsChart(t *testing.T) {
	const title, rows, chart = 4, 34, 22
	pg := &page{sheet: &doc.Sheet{}, widths: []float64{60}, visible: 1}
	for range title + rows {
		pg.lines = append(pg.lines, line{kind: lineRow, table: &doc.Table{}, height: rowHeight})
	}
	pg.units = []unit{{0, title}, {title, title + rows}}
	for _, beside := range []bool{true, false} {
		c := chartSpot{row: title + 1, column: 1, rows: chart}
		least := title + chart + leastRows
		if beside {
			c.column, least = 9, title+chart
		}
		pg.charts, pg.breaks = []chartSpot{c}, nil
		pg.paginate()
		if len(pg.breaks) != 1 || pg.breaks[0] <= least || pg.breaks[0] > title+rows-leastRows+1 {
			t.Errorf("beside %v: pages begin in rows %v, want one between %d and %d", beside, pg.breaks, least+1, title+rows-leastRows+1)
		}
	}
}

// A table of many columns and one row is written as labels and values, and is found there.
func TestLayout_TurnsWideShortTables(t *testing.T) {
	b := newBook(doc.Compose(doctest.Shop(), words(t, assets.ZH)), Options{})
	sp := b.spots["campaign_uplift"]
	if !sp.turned || len(sp.table.Rows) < leastTurned {
		t.Fatalf("turned %v, %d rows", sp.turned, len(sp.table.Rows))
	}
	f := open(t, writeShop(t, "a.xlsx", assets.ZH, Options{}))
	at, err := b.cellOf("campaign_uplift", "all", "1")
	if err != nil {
		t.Fatal(err)
	}
	sheet, cell := splitRef(t, at)
	if v, _ := f.GetCellValue(sheet, cell, excelize.Options{RawCellValue: true}); v == "" {
		t.Errorf("%s is empty", at)
	}
}
