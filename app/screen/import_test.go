package screen

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"huiliu/assets"
)

// gbkOrders writes a small order table as Chinese Excel saves it: GB18030, a title
// above the header, two rows that cannot be loaded.
func gbkOrders(t testing.TB, dir string) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("客户编号,订单编号,下单日期,实付金额\n")
	for c := range 60 {
		for k := range 6 {
			fmt.Fprintf(&b, "C%03d,A%05d,2024-%02d-%02d,%d.50\n", c, c*10+k, 1+k*2, 1+c%28, 20+c)
		}
	}
	b.WriteString("C001,A99998,二零二四,30\n,A99999,2024-03-01,40\n")
	text, err := simplifiedchinese.GB18030.NewEncoder().String(b.String())
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "订单.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func waits(v View) bool { return v.Data != nil && v.Data.Import != nil }

// The whole way of a file: dropped, looked at, wrong column put right, imported, a
// rejected row corrected, everything undone and done again.
func TestImport_FromDropToCorrectedRowAndBack(t *testing.T) {
	d := newTestDesk(t, assets.ZH)
	d.Drop([]string{gbkOrders(t, t.TempDir())})
	v := until(t, d, "the table", waits)
	in := v.Data.Import
	if in.Tables[0].Standing != StandingReady || in.Columns == nil || in.Columns.Rows[0].Header != "客户编号" {
		t.Fatalf("a GB18030 file: %+v %+v", in.Tables, in.Columns)
	}
	d.SetField(0, 0, "ignore")
	if v = d.View(); v.Data.Import.Tables[0].Standing != StandingBlocked || !v.Page.Next[0].Off {
		t.Fatalf("a table without customers may be imported: %+v", v.Data.Import.Tables)
	}
	d.Undo()
	if v = d.View(); v.Data.Import.Tables[0].Standing != StandingReady {
		t.Fatalf("undo does not give the column back: %+v", v.Data.Import.Tables)
	}
	d.Redo()
	d.SetField(0, 0, "customer_id")
	d.Import()
	d.Import() // an impatient second press
	until(t, d, "the import", func(v View) bool { return v.Shell.Project != "" && d.idle() })
	if found, _ := filepath.Glob(filepath.Join(d.home, "projects", "*.huiliu")); len(found) != 1 {
		t.Fatalf("two presses made %d projects", len(found))
	}
	d.Go(Data)
	h := d.View().Data.Held
	if h == nil || len(h.Files) != 1 || h.Files[0].Standing != StandingCheck || h.Undo == "" {
		t.Fatalf("held: %+v", h)
	}
	d.Do(h.File.Actions[0].Intent) // the rejected rows
	v = until(t, d, "the rejected rows", func(v View) bool { return v.Data.Held.Rejects != nil && len(v.Data.Held.Rejects.Lines) == 2 })
	r := v.Data.Held.Rejects
	if r.Lines[0] != 362 || r.Bad[0] != "下单日期" || r.Cells[0][2] != "二零二四" || !strings.Contains(r.Why[1], "客户") {
		t.Fatalf("rejects: %+v", r)
	}
	cells := slices.Clone(r.Cells[0])
	cells[2] = "2024-02-03"
	d.Correct(r.IDs[0], r.Lines[0], cells)
	left := func(n int) func(View) bool {
		return func(v View) bool {
			return v.Data.Held != nil && v.Data.Held.Rejects != nil && len(v.Data.Held.Rejects.Lines) == n && d.idle()
		}
	}
	until(t, d, "one rejected row less", left(1))
	d.Undo()
	until(t, d, "both rejected rows again", left(2))
	d.Redo()
	until(t, d, "one again", left(1))
	out := filepath.Join(t.TempDir(), "rejects.csv")
	d.ExportRejects(out, 0)
	until(t, d, "the list", func(View) bool { info, err := os.Stat(out); return err == nil && info.Size() > 0 && d.idle() })
	d.ChooseTab(tabJournal)
	if n := len(d.View().Data.Held.Journal.Rows); n != 4 { // import, correct, undo, redo
		t.Errorf("the journal has %d steps", n)
	}
}

func tableTakenOutAndPutBack(t *testing.T, d *Desk) {
	d.Go(Data)
	id := d.View().Data.Held.File.Actions
	remove := id[slices.IndexFunc(id, func(a Action) bool { return strings.HasPrefix(a.Intent, "remove:") })].Intent
	d.Do(remove)
	v := until(t, d, "no table in use", func(v View) bool { return v.Data.Held.Files[0].Standing == StandingSkipped && d.idle() })
	if v.Shell.Nav[3].State != NavNeeds {
		t.Errorf("the overview still has results: %+v", v.Shell.Nav[3])
	}
	d.Do(v.Data.Held.File.Actions[0].Intent)
	until(t, d, "the table in use again", func(v View) bool {
		return v.Shell.Nav[3].State == NavDone && d.idle()
	})
}

func TestImport_Big5IsAskedAndReadAsChosen(t *testing.T) {
	d := newTestDesk(t, assets.ZH)
	dir := t.TempDir()
	text := "\xab\xc8\xa4\xe1\xbd\xf8\xb8\xb9,\xad\xd7\xb3\xe6\xbd\xf8\xb8\xb9,\xa4\xe9\xb4\xc1,\xaa\xf7\xc3\xb8\n" + strings.Repeat("C1,A1,2024-01-02,5\n", 3)
	path := filepath.Join(dir, "big5.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	d.Drop([]string{path})
	v := until(t, d, "the ways to read it", func(v View) bool {
		return waits(v) && v.Data.Import.Reading != nil && len(v.Data.Import.Reading.Encodings) > 0
	})
	r := v.Data.Import.Reading
	if !r.Doubt || r.Hint == "" || r.Encodings[0].Sample == "" {
		t.Fatalf("reading: %+v", r)
	}
	d.SetReading(0, readEncoding, "big5")
	until(t, d, "the table", func(v View) bool {
		return waits(v) && v.Data.Import.Tables[0].Standing != StandingBlocked && v.Data.Import.Tables[0].Facts != "" && d.idle()
	})
	d.ChooseStep(stepColumns)
	if c := d.View().Data.Import.Columns; c == nil || !strings.ContainsFunc(c.Rows[0].Header, han) {
		t.Errorf("columns: %+v", c)
	}
}

// A mapping is remembered for the next file with the same columns, and can be forgotten.
func TestImport_MappingIsRememberedAndForgotten(t *testing.T) {
	d := newTestDesk(t, assets.ZH)
	path := shop(t, t.TempDir())
	d.Drop([]string{path})
	until(t, d, "the table", waits)
	d.SetField(0, 1, "ignore")
	d.Import()
	until(t, d, "the import", func(v View) bool { return v.Shell.Nav[3].State == NavDone && d.idle() })
	d.Drop([]string{path})
	v := until(t, d, "the table again", waits)
	if c := v.Data.Import.Columns; c.Remembered == "" || fieldOf(c, "order id") != "ignore" {
		t.Fatalf("nothing is remembered: %+v", c)
	}
	d.ForgetMapping(0)
	if c := d.View().Data.Import.Columns; c.Remembered != "" || fieldOf(c, "order id") != "order_id" {
		t.Errorf("still remembered: %+v", c)
	}
}

// What nothing in the file tells is asked once: the next file of the layout is read as
// the person has said.
func TestImport_TheAnswerAboutDatesIsKept(t *testing.T) {
	d := newTestDesk(t, assets.EN)
	path := filepath.Join(t.TempDir(), "orders.csv")
	var text strings.Builder
	text.WriteString("order id,customer id,order date,amount\n")
	for i := range 40 {
		fmt.Fprintf(&text, "%d,c%d,%02d/%02d/2024,5\n", i, i%7, 1+i%5, 6+i%6)
	}
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	d.Drop([]string{path})
	v := until(t, d, "the table", waits)
	if in := v.Data.Import; in.Columns == nil || in.Columns.Dates == nil || in.Columns.Dates.Chosen != "" || in.Tables[0].Standing != StandingCheck {
		t.Fatalf("not asked: %+v %+v", v.Data.Import.Tables, v.Data.Import.Columns)
	}
	d.SetDateOrder(0, "dmy")
	in := d.View().Data.Import
	if in.Tables[0].Standing != StandingReady || in.Columns.Dates.Chosen != "dmy" || len(in.Columns.Notes) > 0 {
		t.Fatalf("asked again: %+v %+v", in.Tables, in.Columns)
	}
	d.Import()
	until(t, d, "the import", func(v View) bool { return v.Shell.Nav[3].State == NavDone && d.idle() })
	d.Drop([]string{path})
	v = until(t, d, "the table again", waits)
	if c := v.Data.Import.Columns; c.Dates != nil || c.Remembered == "" {
		t.Errorf("the answer is forgotten: %+v", c)
	}
}

// fieldOf is what a column is taken for.
func fieldOf(c *ColumnsView, header string) string {
	i := slices.IndexFunc(c.Rows, func(r ColumnView) bool { return r.Header == header })
	return c.Rows[i].Field
}

// An amount that stands in every row of its order is asked about; the answer is kept in
// the mapping file.
func TestImport_WhetherAnAmountIsTheOrdersIsDecidedAndSaved(t *testing.T) {
	d := newTestDesk(t, assets.ZH)
	var text strings.Builder
	text.WriteString("订单号,客户编号,付款时间,商品名称,实付金额\n")
	for o := range 80 {
		for i := range 1 + o%3 {
			fmt.Fprintf(&text, "%d,c%d,2024-02-%02d,商品%d,%d\n", o, o%9, 1+o%28, o+i*7, 10+o*3)
		}
	}
	path := filepath.Join(t.TempDir(), "orders.csv")
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	d.Drop([]string{path})
	v := until(t, d, "the table", waits)
	d.ChooseStep(stepColumns)
	v = d.View()
	c := v.Data.Import.Columns
	if c.Amounts == nil || c.Amounts.Chosen != amountOnce || len(c.Amounts.Choices) != 2 || strings.Contains(strings.Join(c.Notes, ""), "每张订单只算一次") {
		t.Fatalf("amounts %+v, notes %q", c.Amounts, c.Notes)
	}
	d.SetAmountOnce(0, amountRows)
	d.SetField(0, 3, "ignore")
	d.Undo()
	if c = d.View().Data.Import.Columns; c.Amounts == nil || c.Amounts.Chosen != amountRows {
		t.Fatalf("answered: %+v", c.Amounts)
	}
	saved := filepath.Join(t.TempDir(), "m.toml")
	d.SaveMapping(saved)
	until(t, d, "the mapping file", func(View) bool {
		b, err := os.ReadFile(saved)
		return err == nil && strings.Contains(string(b), "once = []")
	})
	d.SetAmountOnce(0, amountOnce)
	d.LoadMapping(saved)
	if c = until(t, d, "the saved answer", waits).Data.Import.Columns; c.Amounts == nil || c.Amounts.Chosen != amountRows {
		t.Fatalf("loaded: %+v", c.Amounts)
	}
}
