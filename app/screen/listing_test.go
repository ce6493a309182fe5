package screen

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"huiliu/assets"
	"huiliu/reports/doc"
)

// tabular are screens without a picture.
func tabular(k Key) bool { return k == Coding }

// Every question of the road has its parts: an answer, terms that explain themselves
// with the shop's own numbers, charts with the table of their numbers, next steps.
func everyQuestionHasItsParts(t *testing.T, d *Desk) {
	for _, k := range append([]Key{Overview}, Questions()...) {
		d.Go(k)
		p := d.View().Page
		if p.State == StateMissing && (k == Value || k == Associate || k == Race || k == Index || k == Model || k == Campaigns || k == Rules || k == Surveys) && p.Notice != "" { // a small shop cannot answer everything
			continue
		}
		if p.State != StateReady || p.Answer == d.Words().Say("ui.answer.none", nil) || len(p.Charts) == 0 && !tabular(k) || len(p.Next) < 2 || !p.Next[0].Primary {
			t.Errorf("%s: %s %q, %d charts, next %+v", k, p.State, p.Answer, len(p.Charts), p.Next)
		}
		for _, c := range p.Charts {
			if !slices.ContainsFunc(p.Tables, func(t Table) bool { return t.Key == c.Table }) {
				t.Errorf("%s: the numbers of chart %s (%s) are in no table", k, c.Key, c.Table)
			}
		}
		if k != Overview && len(p.Terms) < 6 {
			t.Errorf("%s explains only %d terms", k, len(p.Terms))
		}
		for _, term := range p.Terms {
			if term.Title == "" || len([]rune(term.Body)) < 15 || strings.Contains(term.Body, "{") {
				t.Errorf("%s: the term %q says %q", k, term.Text, term.Body)
			}
		}
		for _, c := range p.Charts {
			everyMarkIsRead(t, d, c.Key)
		}
	}
}

// Every mark of a chart says what it is, and leads to as many customers as it counts.
func everyMarkIsRead(t *testing.T, d *Desk, key string) {
	t.Helper()
	p, err := d.Draw(key, 900, 420, 1, false)
	if err != nil || len(p.Spots) == 0 {
		t.Errorf("%s: %d marks, %v", key, len(p.Spots), err)
	}
	for _, s := range p.Spots {
		if s.Title == "" || len(s.Lines) == 0 || s.Lines[0] == "" || s.Lines[0] == "—" {
			t.Errorf("%s: mark %d/%d says %q %q", key, s.Series, s.Item, s.Title, s.Lines)
		}
	}
	if tsv := d.ChartTSV(key); strings.Count(tsv, "\n") < 2 || !strings.Contains(tsv, "\t") {
		t.Errorf("%s as text: %q", key, tsv)
	}
}

// A click on a mark or a number lists its customers below the question, as many as it
// counts; putting the list away gives the tables back.
func marksAndCellsListTheirCustomers(t *testing.T, d *Desk) {
	d.Go(Segments)
	before := d.View().Page.Tables
	p, err := d.Draw("rfm", 900, 420, 1, false)
	if err != nil {
		t.Fatal(err)
	}
	spot := p.Spots[slices.IndexFunc(p.Spots, func(s Spot) bool { return s.Behind })]
	d.Behind("rfm", spot.Series, spot.Item)
	v := until(t, d, "the list", func(v View) bool { return v.Page.Listing && v.Page.Tables[0].ID != 0 })
	list := v.Page.Tables[0]
	if !strings.HasPrefix(spot.Lines[0], d.Words().Int(int64(len(list.Rows)))) || !strings.Contains(list.Note, spot.Title) {
		t.Errorf("%v: %d rows, %q", spot, len(list.Rows), list.Note)
	}
	if !d.CloseList() || d.CloseList() || len(d.View().Page.Tables) != len(before) {
		t.Error("the list stays")
	}
	for i, row := range before[0].Rows[:3] {
		for j, cell := range row {
			if !cell.Behind {
				continue
			}
			d.BehindCell(before[0].Key, i, j)
			v = until(t, d, "the list of a cell", func(v View) bool { return v.Page.Listing && v.Page.Tables[0].ID != 0 })
			if got := v.Page.Tables[0].Rows; float64(len(got)) != cell.Number {
				t.Errorf("%d/%d counts %v, the list has %d", i, j, cell.Number, len(got))
			}
		}
	}
	d.Go(Bridge)
	if d.View().Page.Listing {
		t.Error("the list follows to another question")
	}
	d.Go(Segments)
	d.SetLanguage(assets.EN)
	if c := d.View().Page.Tables[0].Columns[0].Header; c != "Customer" {
		t.Errorf("the list is not in English: %q", c)
	}
	path := filepath.Join(t.TempDir(), "名单.csv")
	d.ExportTable("list", path)
	until(t, d, "the file", func(View) bool { _, err := os.Stat(path); return err == nil && d.idle() })
	text, err := os.ReadFile(path)
	if rows := d.View().Page.Tables[0].Rows; err != nil || strings.Count(string(text), "\n") != len(rows)+1 || !strings.HasPrefix(string(text), "\ufeff") {
		t.Errorf("%d rows on screen, the file says %q", len(rows), text)
	}
	d.CloseList()
	d.SetLanguage(assets.ZH)
	for _, ending := range []string{"png", "svg", "pdf"} {
		path := filepath.Join(t.TempDir(), "图."+ending)
		d.ExportChart("rfm", path)
		until(t, d, ending, func(View) bool { info, err := os.Stat(path); return err == nil && info.Size() > 1000 && d.idle() })
	}
}

// A next step that lists customers does so, and is not offered when there are none.
func nextStepsListCustomers(t *testing.T, d *Desk) {
	lists := 0
	for _, k := range append([]Key{Overview}, Questions()...) {
		d.Go(k)
		for _, a := range d.View().Page.Next {
			if !strings.HasPrefix(a.Intent, "list:") {
				continue
			}
			lists++
			d.Do(a.Intent)
			v := until(t, d, a.Intent, func(v View) bool { return v.Page.Listing && v.Page.Tables[0].ID != 0 })
			if len(v.Page.Tables[0].Rows) == 0 {
				t.Errorf("%s lists nobody", a.Intent)
			}
			d.CloseList()
		}
	}
	if lists < 3 {
		t.Errorf("only %d steps list customers", lists)
	}
	f := &frame{document: &doc.Document{}}
	if !f.nobody("rfm:important_keep:customers") {
		t.Error("a list of a table that is not there is offered")
	}
}

func TestShowNumber_NeverSaysThatAChanceIsZero(t *testing.T) {
	w, err := assets.Catalogue(assets.EN)
	if err != nil {
		t.Fatal(err)
	}
	for v, want := range map[float64]string{0: "<0.0001", 1e-9: "<0.0001", 0.00006: "0.0001", 0.5: "0.5000"} {
		if got := showNumber(v, doc.KindDecimal, 4, w, false); got != want {
			t.Errorf("%v is %s, want %s", v, got, want)
		}
	}
}

// A contract file has no purchases: what it cannot answer says which file would.
func TestQuestions_OfContractsSayWhichFileWouldAnswer(t *testing.T) {
	d := newTestDesk(t, assets.EN)
	var b strings.Builder
	b.WriteString("customerID,tenure,MonthlyCharges,Contract,Churn\n")
	for i := range 400 {
		left := "No"
		if i%3 == 0 || i%7 == 0 && i%2 == 0 {
			left = "Yes"
		}
		fmt.Fprintf(&b, "K%03d,%d,%d.5,%s,%s\n", i, 1+(i*i)%60, 20+i%50, []string{"Monthly", "Yearly"}[i%2], left)
	}
	path := filepath.Join(t.TempDir(), "contracts.csv")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	d.Drop([]string{path})
	until(t, d, "the mapping", func(v View) bool { return v.Data != nil && v.Data.Import != nil && len(v.Data.Import.Tables) == 1 })
	d.Import()
	until(t, d, "the overview", func(v View) bool { return v.Page.Key == Overview && v.Page.State == StateReady && d.idle() })
	for _, k := range Questions() {
		d.Go(k)
		p := d.View().Page
		if k == Value || k == Ledger || k == Playbook || k == Campaigns || k == SecondLife || k == Surveys {
			continue // too few contracts for a model, or not; no campaign, no return
		}
		missing := k == Bridge || k == Cohorts || k == Segments || k == Outlook || k == Warning || k == Index || k == Shift
		if (p.State == StateMissing) != missing {
			t.Errorf("%s: %s %q", k, p.State, p.Notice)
		}
		if missing && !strings.Contains(p.Notice, "order table") {
			t.Errorf("%s does not say which file would answer: %q", k, p.Notice)
		}
	}
	d.Go(Lifetime)
	d.Do("list:lifetime:events:value")
	v := until(t, d, "those who left", func(v View) bool { return v.Page.Listing && v.Page.Tables[0].ID != 0 })
	r := d.results.Lifetime
	if n := len(v.Page.Tables[0].Rows); int64(n) != r.Events || math.IsNaN(v.Page.Tables[0].Rows[0][1].Number) {
		t.Errorf("%d contracts, %d ended", n, r.Events)
	}
}
