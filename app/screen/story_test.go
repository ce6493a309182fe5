package screen

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode"

	"huiliu/app"
	"huiliu/assets"
)

// shop writes a small order table: regulars, some of whom stop, some of whom pause.
func shop(t testing.TB, dir string) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("customer id,order id,order date,amount\n")
	start := time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC)
	order := 0
	for c := range 240 {
		every := 12 + c%17
		last := 720
		if c%3 == 0 {
			last = 200 + c%150
		}
		for day := c % 40; day < last; day += every + (c*day)%9 {
			if pause := 150 + c*13%420; c%2 == 1 && day > pause && day < pause+170 {
				continue // away for half a year, then back by themselves
			}
			order++
			fmt.Fprintf(&b, "C%04d,A%06d,%s,%d.50\n", c, order, start.AddDate(0, 0, day).Format(time.DateOnly), 20+(c*7+day)%90)
		}
	}
	path := filepath.Join(dir, "orders.csv")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func newTestDesk(t testing.TB, lang assets.Lang) *Desk {
	t.Helper()
	d, err := NewDesk(Options{Now: func() time.Time { return time.Date(2025, 1, 2, 3, 4, 5, 0, time.UTC) }, Home: t.TempDir(), Lang: lang})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// until waits for a view.
func until(t testing.TB, d *Desk, what string, ok func(View) bool) View {
	t.Helper()
	for limit := time.Now().Add(60 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		v := d.View()
		if ok(v) {
			return v
		}
		if time.Now().After(limit) {
			t.Fatalf("waited for %s; problems %+v, job %+v", what, v.Shell.Problems, v.Shell.Job)
		}
	}
}

// idle reports whether no work is running.
func (d *Desk) idle() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return (d.job == nil || d.job.Snapshot().State.Final()) && d.foresight.job == nil &&
		(d.results == nil || !d.results.Pending() || d.foresight.refused || d.results.Narrow)
}

func analysed(t testing.TB, lang assets.Lang) *Desk {
	t.Helper()
	d := newTestDesk(t, lang)
	d.Drop([]string{shop(t, t.TempDir())})
	until(t, d, "the mapping", func(v View) bool { return v.Data != nil && v.Data.Import != nil && len(v.Data.Import.Tables) == 1 })
	d.Import()
	until(t, d, "the overview", func(v View) bool { return v.Page.Key == Overview && v.Page.State == StateReady && d.idle() })
	return d
}

func TestStory_FromDroppedFileToSavedReport(t *testing.T) {
	d := newTestDesk(t, assets.EN)
	if v := d.View(); v.Shell.Current != Start || v.Start == nil || v.Shell.Nav[3].State != NavNeeds {
		t.Fatalf("a first start shows %+v", v.Shell)
	}
	d.Drop([]string{shop(t, t.TempDir())})
	v := until(t, d, "the mapping", func(v View) bool { return v.Data != nil && v.Data.Import != nil && len(v.Data.Import.Tables) == 1 })
	s := v.Data.Import.Columns
	if s.Role.Chosen != "orders" || s.Missing != "" || len(s.Rows) != 4 || s.Rows[0].Field != "customer_id" || s.Rows[0].Samples == "" {
		t.Fatalf("mapping: %+v", s)
	}
	if v.Page.Next[0].Intent != "import" || !v.Page.Next[0].Primary {
		t.Fatalf("next: %+v", v.Page.Next)
	}
	d.Do("import")
	v = until(t, d, "the overview", func(v View) bool { return v.Page.Key == Overview && v.Page.State == StateReady })
	if len(v.Page.Terms) < 3 || len(v.Page.Charts) == 0 || len(v.Page.Tables) == 0 || len(v.Page.Next) == 0 {
		t.Errorf("overview lacks a part: %+v", v.Page)
	}
	if !strings.Contains(v.Shell.Title, "orders") {
		t.Errorf("title %q", v.Shell.Title)
	}
	img, err := d.Draw(v.Page.Charts[0].Key, 640, 300, 1, true)
	if err != nil || img.Image == nil || img.Image.Bounds().Dx() != 640 || len(img.Spots) == 0 {
		t.Errorf("chart: %+v %v", img.Area, err)
	}

	d.Go(Winback)
	v = d.View()
	if v.Winback == nil || len(v.Winback.Groups) < 3 {
		t.Fatalf("win-back: %+v", v.Page)
	}
	budget := v.Winback.Groups[0].Items[0]
	if budget.Name != "budget" || budget.High <= budget.Value {
		t.Fatalf("budget: %+v", budget)
	}
	before := v.Page.Answer
	d.Assume("budget", "9")
	v = until(t, d, "the moved plan", func(v View) bool { return v.Winback != nil && v.Winback.Moved != "" && d.idle() })
	if v.Page.Answer == before || v.Winback.Groups[0].Items[0].Text != "9" || len(v.Winback.Before) == 0 {
		t.Errorf("moving the budget moved nothing: %q %+v", v.Page.Answer, v.Winback.Before)
	}
	d.Undo()
	until(t, d, "the plan as before", func(v View) bool { return v.Page.Answer == before && d.idle() })

	out := filepath.Join(t.TempDir(), "out.xlsx")
	d.Save(app.Target{Workbook: out}, "")
	d.Go(Report)
	v = until(t, d, "the report", func(v View) bool { return v.Report != nil && v.Report.Saved.Workbook == out })
	if info, err := os.Stat(out); err != nil || info.Size() < 10_000 {
		t.Errorf("report: %v %v", info, err)
	}
	if v.Shell.Nav[len(v.Shell.Nav)-1].State != NavDone {
		t.Error("the road does not say that the report is done")
	}
}

// One analysed shop for all that only looks at it or gives it back as it was.
func TestStory_OfAnAnalysedShop(t *testing.T) {
	d := analysed(t, assets.ZH)
	for _, part := range []struct {
		name string
		of   func(*testing.T, *Desk)
	}{
		{"SwitchesEveryTextOfEveryScreen", switchesEveryText}, {"RefusedAssumptionKeepsThePlan", refusedKeepsThePlan},
		{"EveryQuestionHasItsParts", everyQuestionHasItsParts}, {"EntersCosts", entersCosts}, {"UndoesDecisions", undoesDecisions}, {"MarksAndCellsListTheirCustomers", marksAndCellsListTheirCustomers}, {"NextStepsListCustomers", nextStepsListCustomers},
		{"WindowAndDayRecompute", windowAndDayRecompute}, {"CardOpensAndCloses", cardOpensAndCloses}, {"TableTakenOutAndPutBack", tableTakenOutAndPutBack},
	} {
		t.Run(part.name, func(t *testing.T) { part.of(t, d) })
	}
}

func refusedKeepsThePlan(t *testing.T, d *Desk) {
	d.Go(Winback)
	before := d.View()
	d.Assume("margin_rate", "300%")
	v := until(t, d, "the problem", func(v View) bool { return len(v.Shell.Problems) == 1 && v.Page.State == StateReady })
	if v.Page.Answer != before.Page.Answer || !reflect.DeepEqual(v.Winback.Groups, before.Winback.Groups) {
		t.Error("a refused value changed the plan")
	}
	d.Dismiss()
	if len(d.View().Shell.Problems) != 0 {
		t.Error("the problem stays")
	}
}

func windowAndDayRecompute(t *testing.T, d *Desk) {
	d.Go(Definition)
	v := d.View()
	days := d.Days()
	if v.Definition == nil || len(days.Ends) < 12 {
		t.Fatalf("definition: %+v, days %+v", v.Definition, days)
	}
	used, tried := d.Try(v.Definition.Window), d.Try(77)
	if !used.Same || tried.Same || len(tried.Measures) != 5 || tried.Effect == used.Effect || tried.Effect == "" {
		t.Errorf("in use: %+v, tried: %+v", used, tried)
	}
	d.SetWindow(77)
	v = until(t, d, "77 days", func(v View) bool { return strings.Contains(v.Page.Answer, "77") && d.idle() })
	if v.Definition.Window != 77 || !v.Shell.CanUndo {
		t.Errorf("%+v", v.Definition)
	}
	if p := v.Page; v.Shell.Replay != "" || !strings.Contains(d.View().Page.Answer, "77") {
		t.Errorf("a replay nobody asked for: %+v", p)
	}
	today := v.Page.Answer
	day := days.Ends[6].Key
	d.SetAsOf(day)
	v = until(t, d, "the past day", func(v View) bool { return strings.Contains(v.Page.Terms[0].Text, day) && d.idle() })
	if !strings.Contains(v.Shell.Replay, day) || d.Days().Now != day {
		t.Errorf("banner %q", v.Shell.Replay)
	}
	d.Reveal()
	v = until(t, d, "the reveal", func(v View) bool { return v.Page.Key == Revealed && v.Page.State == StateReady && d.idle() })
	if len(v.Page.Tables) != 1 || len(v.Page.Tables[0].Rows) < 5 || len(v.Page.Charts) != 1 || strings.Contains(v.Page.Answer, "⟦") {
		t.Errorf("reveal: %+v", v.Page)
	}
	if img, err := d.Draw(v.Page.Charts[0].Key, 600, 300, 1, false); err != nil || img.Image == nil {
		t.Errorf("its chart: %v %v", img, err)
	}
	if !d.Back() || d.View().Shell.Current != Definition {
		t.Error("Back does not lead back")
	}
	d.Today()
	v = until(t, d, "today", func(v View) bool { return v.Shell.Replay == "" && v.Page.State == StateReady && d.idle() })
	if v.Page.Answer != today {
		t.Errorf("after the replay %q, before %q", v.Page.Answer, today)
	}
	if steps := d.held.steps; steps[len(steps)-1].Action != app.ActionDefine {
		t.Errorf("the journal does not know the definition: %+v", steps)
	}
}

func cardOpensAndCloses(t *testing.T, d *Desk) {
	d.Go(Bridge)
	v := until(t, d, "the movers", func(v View) bool { return len(v.Page.Tables) > 0 && d.idle() })
	id := ""
	for _, table := range v.Page.Tables {
		if len(table.IDs) > 0 {
			id = table.IDs[0]
		}
	}
	d.OpenCard(id)
	v = until(t, d, "the card", func(v View) bool { return v.Card != nil && d.idle() })
	if v.Card.ID != id || len(v.Card.Facts) < 4 || !strings.Contains(v.Page.Answer, id) || len(v.Page.Charts) != 1 || len(v.Page.Tables) < 2 {
		t.Errorf("card of %s: %+v %+v", id, v.Card, v.Page)
	}
	if img, err := d.Draw("card", 600, 300, 1, false); err != nil || img.Image == nil {
		t.Errorf("its chart: %v %v", img, err)
	}
	if !d.Back() || d.View().Shell.Current != Bridge {
		t.Error("Back does not lead back")
	}
	d.OpenCard("nobody")
	v = until(t, d, "the problem", func(v View) bool { return len(v.Shell.Problems) == 1 && d.idle() })
	if v.Shell.Current != Bridge {
		t.Error("an unknown customer leads away")
	}
	d.Dismiss()
}

func TestStory_CancelHalfWayLeavesAUsableProject(t *testing.T) {
	d := newTestDesk(t, assets.ZH)
	d.Drop([]string{shop(t, t.TempDir())})
	until(t, d, "the mapping", func(v View) bool { return v.Data != nil && v.Data.Import != nil && len(v.Data.Import.Tables) == 1 })
	d.Import()
	until(t, d, "the loaded rows", func(v View) bool { return v.Shell.Project != "" })
	d.Cancel()
	v := until(t, d, "quiet", func(View) bool { return d.idle() })
	if len(v.Shell.Problems) != 0 {
		t.Errorf("cancelling is not a problem: %+v", v.Shell.Problems)
	}
	if v.Data.Held == nil || len(v.Data.Held.Files) != 1 || !strings.Contains(v.Page.Answer, "读到") {
		t.Errorf("the rows are not accounted for: %+v", v.Page)
	}
	d.Do("analyse")
	until(t, d, "the overview", func(v View) bool { return v.Page.Key == Overview && v.Page.State == StateReady })
}

func TestStory_BadFilesAreProblemsInWords(t *testing.T) {
	for name, content := range map[string]string{"picture.xlsx": "\x89PNG\r\n\x1a\n0000", "empty.csv": "", "page.csv": "<!doctype html><html><body>x</body></html>"} {
		d := newTestDesk(t, assets.EN)
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		d.Drop([]string{path})
		v := until(t, d, "the problem of "+name, func(v View) bool { return len(v.Shell.Problems) > 0 })
		p := v.Shell.Problems[0]
		if !strings.Contains(p.Sentence, name) || p.Hint == "" {
			t.Errorf("%s: %+v", name, p)
		}
		d.SetLanguage(assets.ZH)
		if s := d.View().Shell.Problems[0].Sentence; !strings.ContainsFunc(s, han) {
			t.Errorf("%s: the problem stays English: %s", name, s)
		}
		if v.Shell.Project != "" || v.Shell.Current != Start {
			t.Errorf("%s: the window went on to %q", name, v.Shell.Current)
		}
	}
}

func TestStory_RolesAndFieldsCanBeChanged(t *testing.T) {
	d := newTestDesk(t, assets.EN)
	d.Drop([]string{shop(t, t.TempDir())})
	until(t, d, "the mapping", func(v View) bool { return v.Data != nil && v.Data.Import != nil && len(v.Data.Import.Tables) == 1 })
	d.SetField(0, 0, "ignore")
	s := d.View().Data.Import.Columns
	if s.Missing == "" || s.Rows[0].Field != "ignore" || s.Rows[0].Sure == "" {
		t.Errorf("an order table without customers is not said to be incomplete: %+v", s)
	}
	d.SetField(0, 0, "customer_id")
	d.SetRole(0, "feedback")
	if s = d.View().Data.Import.Columns; s.Role.Chosen != "feedback" || s.Missing != "" {
		t.Errorf("%+v", s)
	}
	d.Do("forget")
	if v := d.View(); v.Shell.Current != Start || v.Shell.Project != "" {
		t.Errorf("%+v", v.Shell)
	}
}

// Data of the test shop is plain ASCII, so any Han character is a text of ours.
func switchesEveryText(t *testing.T, d *Desk) {
	for _, k := range Keys() {
		d.Go(k)
		for _, l := range assets.Langs() {
			d.SetLanguage(l)
			for path, s := range texts(reflect.ValueOf(d.View()), "view") {
				if strings.Contains(s, "⟦") {
					t.Errorf("%s %s: no words for %s", k, path, s)
				}
				if l == assets.EN && strings.ContainsFunc(s, han) && s != "中文" {
					t.Errorf("%s %s stays Chinese: %s", k, path, s)
				}
			}
			if l == assets.ZH && !strings.ContainsFunc(d.View().Page.Answer, han) {
				t.Errorf("%s: the answer is not Chinese: %s", k, d.View().Page.Answer)
			}
		}
	}
}

func TestEmptyScreens_SayWhatToDo(t *testing.T) {
	d := newTestDesk(t, assets.ZH)
	for _, k := range Keys()[1:] {
		d.Go(k)
		p := d.View().Page
		if p.State != StateEmpty || p.Answer == "" || p.Notice == "" || len(p.Next) == 0 {
			t.Errorf("%s: %+v", k, p)
		}
		for path, s := range texts(reflect.ValueOf(p), "page") {
			if strings.Contains(s, "⟦") {
				t.Errorf("%s %s: %s", k, path, s)
			}
		}
	}
}

func han(r rune) bool { return unicode.Is(unicode.Han, r) }

// texts collects all strings of a value by where they stand.
func texts(v reflect.Value, at string) map[string]string {
	out := map[string]string{}
	var walk func(reflect.Value, string)
	walk = func(v reflect.Value, at string) {
		switch v.Kind() {
		case reflect.String:
			out[at] = v.String()
		case reflect.Pointer:
			if !v.IsNil() {
				walk(v.Elem(), at)
			}
		case reflect.Struct:
			for i := range v.NumField() {
				walk(v.Field(i), at+"."+v.Type().Field(i).Name)
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i), fmt.Sprintf("%s[%d]", at, i))
			}
		}
	}
	walk(v, at)
	return out
}
