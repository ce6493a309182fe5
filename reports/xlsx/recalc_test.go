package xlsx

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"huiliu/assets"
	"huiliu/engine"
	"huiliu/engine/explain"
	"huiliu/engine/learn"
	"huiliu/engine/ledger"
	"huiliu/engine/winback"
	"huiliu/reports/doc"
	"huiliu/reports/doc/doctest"
)

// alwaysRecalculate makes LibreOffice compute every formula on opening instead of
// believing the values in the file.
const alwaysRecalculate = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>`

// recalculate opens a workbook in LibreOffice, which computes it, and saves it again.
func recalculate(t *testing.T, path string) *excelize.File {
	t.Helper()
	soffice, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("soffice is not installed")
	}
	profile, out := t.TempDir(), t.TempDir()
	if err := os.MkdirAll(filepath.Join(profile, "user"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(profile, "user", "registrymodifications.xcu"), []byte(alwaysRecalculate), 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	if b, err := exec.CommandContext(ctx, soffice, "-env:UserInstallation=file://"+filepath.ToSlash(profile), "--headless", "--convert-to", "xlsx", "--outdir", out, path).CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v\n%s", err, b)
	}
	f, err := excelize.OpenFile(filepath.Join(out, filepath.Base(path)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// change sets assumption cells as a reader would, finding them by their names.
func change(t *testing.T, path string, values map[string]float64) {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	at := map[string]string{}
	for _, n := range f.GetDefinedName() {
		at[n.Name] = n.RefersTo
	}
	for name, v := range values {
		sheet, cell := splitRef(t, at[name])
		if err := f.SetCellFloat(sheet, cell, v, -1, 64); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Save(); err != nil {
		t.Fatal(err)
	}
}

func splitRef(t *testing.T, ref string) (sheet, cell string) {
	t.Helper()
	for i := len(ref) - 1; i > 0; i-- {
		if ref[i] == '!' {
			cell = ""
			for _, c := range ref[i+1:] {
				if c != '$' {
					cell += string(c)
				}
			}
			return ref[1 : i-1], cell
		}
	}
	t.Fatalf("reference %q", ref)
	return "", ""
}

// Changing assumptions in the workbook and recalculating gives what the program gives
// with those assumptions, to 1e-9: rates, segments, the order and the sizes of the
// budget, the plan and the lost margin.
func TestWorkbook_RecalculatesLikeTheProgram(t *testing.T) {
	cases := map[string]func(*winback.Assumptions) map[string]float64{
		"unchanged": func(*winback.Assumptions) map[string]float64 { return nil },
		"richer": func(a *winback.Assumptions) map[string]float64 {
			a.MarginRate, a.Budget, a.ContactCap, a.Offers[0].Lift, a.Offers[2].OfferCost, a.ControlShare = 0.48, 7300, 1500, 0.37, 9.5, 0.1
			return map[string]float64{"margin_rate": 0.48, "budget": 7300, "contact_cap": 1500, "offer_reminder_lift": 0.37, "offer_call_gift_offer_cost": 9.5, "control_share": 0.1}
		},
		"free and poor": func(a *winback.Assumptions) map[string]float64 {
			a.Offers[0].ContactCost, a.Offers[1].Lift, a.DiscountRate, a.FixedCost, a.Budget, a.HorizonDays = 0, 0.05, 0.2, 100, 350, 30
			return map[string]float64{"offer_reminder_contact_cost": 0, "offer_coupon_lift": 0.05, "discount_rate": 0.2, "fixed_cost": 100, "budget": 350, "horizon_days": 30}
		},
		"nobody pays": func(a *winback.Assumptions) map[string]float64 {
			a.MarginRate, a.ContactCap = 0.001, 0
			return map[string]float64{"margin_rate": 0.001, "contact_cap": 0}
		},
	}
	for name, edit := range cases {
		t.Run(name, func(t *testing.T) {
			path := writeShop(t, "recalc.xlsx", assets.ZH, Options{})
			a := doctest.Assumptions()
			if values := edit(&a); values != nil {
				change(t, path, values)
			}
			f := recalculate(t, path)
			original, want := doc.Compose(doctest.Shop(), words(t, assets.ZH)), doc.Compose(doctest.ShopWith(a), words(t, assets.ZH))
			b := newBook(original, Options{})
			for _, table := range []string{"segments", "budget", "plan"} {
				compareTable(t, f, b, want, table)
			}
			lost := doctest.Shop().Describe.Loss.Revenue.Float() * float64(a.MarginRate)
			if at, err := b.cellOf("kpis", "value", "lost_margin"); err != nil {
				t.Error(err)
			} else {
				compareCell(t, f, at, doc.TableCell{Value: lost})
			}
		})
	}
}

// Changing five assumptions, and what labour takes, in a workbook with a cost ledger
// gives what the program gives with them: the ledger feeds the plan, the plan the account.
func TestWorkbook_RecalculatesTheLedgerLikeTheProgram(t *testing.T) {
	charged := doctest.Charged()
	path := filepath.Join(t.TempDir(), "ledger.xlsx")
	if err := Write(context.Background(), path, doc.Compose(doctest.ShopWith(charged), words(t, assets.ZH)), Options{}, engine.NoProgress{}); err != nil {
		t.Fatal(err)
	}
	b := newBook(doc.Compose(doctest.ShopWith(charged), words(t, assets.ZH)), Options{})
	change(t, path, map[string]float64{"margin_rate": 0.48, "budget": 7300, "contact_cap": 1500, "offer_reminder_lift": 0.37, "control_share": 0.1})
	typeAt(t, path, b, "ledger", "a", rowOf(t, b, "work"), 3)
	a := charged
	a.Offers = slices.Clone(a.Offers)
	a.MarginRate, a.Budget, a.ContactCap, a.Offers[0].Lift, a.ControlShare = 0.48, 7300, 1500, 0.37, 0.1
	costs := doctest.Costs()
	costs.Entries[0].Value = "3人×3小时×40元"
	a.Sources = maps.Clone(a.Sources)
	book, err := ledger.Open(costs, winback.Occasions(doctest.Assumptions()))
	if err != nil {
		t.Fatal(err)
	}
	winback.Charge(&a, book)
	r := doctest.ShopWith(a)
	r.Ledger = winback.Account(book, r.Winback)
	want := doc.Compose(r, words(t, assets.ZH))
	f := recalculate(t, path)
	for _, table := range []string{"assumptions", "segments", "budget", "plan", "ledger", "ledger_charges", "ledger_statement", "risk", "tornado", "risk_register"} {
		compareTable(t, f, b, want, table)
	}
}

// rowOf is the line of the ledger with a form.
func rowOf(t *testing.T, b *book, form string) string {
	t.Helper()
	_, table := b.d.FindTable("ledger")
	for _, row := range table.Rows {
		if cell, _ := table.Cell(row.Key, "form_code"); cell.Value == form {
			return row.Key
		}
	}
	t.Fatalf("no line %q", form)
	return ""
}

// typeAt changes one cell of a table as a reader would.
func typeAt(t *testing.T, path string, b *book, table, column, row string, v float64) {
	t.Helper()
	at, err := b.cellOf(table, column, row)
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	sheet, cell := splitRef(t, at)
	if err := errors.Join(f.SetCellFloat(sheet, cell, v, -1, 64), f.Save()); err != nil {
		t.Fatal(err)
	}
}

// compareTable compares every formula of a table with the program's values.
func compareTable(t *testing.T, f *excelize.File, b *book, want *doc.Document, key string) {
	t.Helper()
	_, table := want.FindTable(key)
	compared := 0
	for _, row := range table.Rows {
		for j, cell := range row.Cells {
			if cell.Formula == "" || table.Columns[j].Key == "check" {
				continue
			}
			at, err := b.cellOf(key, table.Columns[j].Key, row.Key)
			if err != nil {
				t.Fatal(err)
			}
			compareCell(t, f, at, cell)
			compared++
		}
	}
	if compared == 0 {
		t.Errorf("%s: no formulas", key)
	}
}

func compareCell(t *testing.T, f *excelize.File, at string, want doc.TableCell) {
	t.Helper()
	sheet, cell := splitRef(t, at)
	got, err := f.GetCellValue(sheet, cell, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	if problem := differ(got, want.Value); problem != "" {
		t.Errorf("%s: %s", at, problem)
	}
}

// differ says how a recalculated cell differs from a value, to 1e-9 relative.
func differ(got string, want any) string {
	var x float64
	switch v := want.(type) {
	case nil:
		if got == undefinedMark {
			return ""
		}
		return fmt.Sprintf("%q, want undefined", got)
	case string:
		if got == v {
			return ""
		}
		return fmt.Sprintf("%q, want %q", got, v)
	case int64:
		x = float64(v)
	case float64:
		x = v
	}
	y, err := strconv.ParseFloat(got, 64)
	if err != nil || math.Abs(x-y) > 1e-9*math.Max(math.Abs(x), 1e-3) {
		return fmt.Sprintf("%q, want %.17g", got, x)
	}
	return ""
}

// Typing another customer into the scorecard and recalculating gives the points and the
// probability of the program.
func TestScorecard_RecalculatesLikeTheProgram(t *testing.T) {
	typed := []explain.CardValue{
		{Column: "silence_days", Number: 61}, {Column: "refund_share", Number: 0.31}, {Column: "last_channel", Number: engine.Undefined(), Text: "天猫 \"旗舰\""},
		{Column: "purchase_days_90", Number: 0}, {Column: "amount_365", Number: 1e7},
	}
	for name, pick := range map[string]func(v explain.CardValue) explain.CardValue{
		"typed": func(v explain.CardValue) explain.CardValue {
			return typed[slices.IndexFunc(typed, func(o explain.CardValue) bool { return o.Column == v.Column })]
		},
		"unknown words, no numbers": func(v explain.CardValue) explain.CardValue {
			v.Number = engine.Undefined()
			if v.Text != "" {
				v.Text = "never seen"
			}
			return v
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := writeShop(t, "score.xlsx", assets.EN, Options{})
			r := doctest.Shop()
			b := newBook(doc.Compose(r, words(t, assets.EN)), Options{})
			card := *r.Explain.Card
			card.Usual = slices.Clone(card.Usual)
			for i, v := range card.Usual {
				card.Usual[i] = pick(v)
			}
			typeIn(t, path, b, card.Usual)
			r.Explain.Card = &card
			f := recalculate(t, path)
			want := doc.Compose(r, words(t, assets.EN))
			for _, table := range []string{"score_input", "score_total", "scorecard"} {
				compareTable(t, f, b, want, table)
			}
			total, _ := b.cellOf("score_total", "value", "total")
			points := card.Points(frameOf(&card))
			compareCell(t, f, total, doc.TableCell{Value: int64(points[0])})
			at, _ := b.cellOf("score_total", "value", "probability")
			compareCell(t, f, at, doc.TableCell{Value: card.Probability(points[0])})
		})
	}
}

// frameOf is the one customer whose values a card holds.
func frameOf(card *explain.Card) *learn.Frame {
	x := &learn.Frame{Rows: 1}
	for i, v := range card.Usual {
		c := learn.Column{Name: v.Column, Number: []float64{float64(v.Number)}}
		if card.Columns[i].Words {
			c.Number, c.Text = nil, []string{v.Text}
		}
		x.Columns = append(x.Columns, c)
	}
	return x
}

func typeIn(t *testing.T, path string, b *book, values []explain.CardValue) {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for i, v := range values {
		at, err := b.cellOf("score_input", "value", strconv.Itoa(i))
		if err != nil {
			t.Fatal(err)
		}
		sheet, cell := splitRef(t, at)
		var value any = v.Text
		if v.Number.Defined() {
			value = float64(v.Number)
		} else if v.Text == "" {
			value = nil
		}
		if err := f.SetCellValue(sheet, cell, value); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Save(); err != nil {
		t.Fatal(err)
	}
}
