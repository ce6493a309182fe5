package page

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"huiliu/app/screen"
	"huiliu/assets"
	"huiliu/ui/theme"
	"huiliu/ui/widget"
)

// stage is a desk with a frame in a window of the test driver.
type stage struct {
	t      *testing.T
	desk   *screen.Desk
	frame  *Frame
	win    fyne.Window
	copied string
}

func newStage(t *testing.T, lang assets.Lang, w, h float32) *stage {
	t.Helper()
	desk, err := screen.NewDesk(screen.Options{Now: time.Now, Home: t.TempDir(), Lang: lang})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := desk.Close(); err != nil {
			t.Error(err)
		}
	})
	s := &stage{t: t, desk: desk}
	a := test.NewApp()
	a.Settings().SetTheme(theme.New(false))
	s.frame = NewFrame(&Host{
		Desk: desk, Words: desk.Words(), Async: func(work func() func()) { work()() }, Draw: DrawWith(desk, false),
		Open: func() {}, Choose: func(string, func(string)) {}, Folder: func(string) {}, Copy: func(s2 string) { s.copied = s2 }, Picture: func(string) {},
	})
	s.win = a.NewWindow("")
	s.win.SetPadded(false)
	s.win.SetContent(s.frame.Object)
	s.win.Resize(fyne.NewSize(w, h))
	return s
}

// until applies views until one is as wanted, like the bridge does.
func (s *stage) until(what string, ok func(screen.View) bool) screen.View {
	s.t.Helper()
	for limit := time.Now().Add(60 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		v := s.desk.View()
		s.frame.Apply(v)
		if ok(v) {
			return v
		}
		if time.Now().After(limit) {
			s.t.Fatalf("waited for %s: %+v", what, v.Shell)
		}
	}
}

func orders(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("customer id,order id,order date,amount\n")
	start := time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC)
	n := 0
	for c := range 150 {
		for day := c % 40; day < 300+c%3*200; day += 12 + c%17 {
			n++
			if pause := 100 + c*13%250; c%2 == 0 && day > pause && day < pause+150 {
				continue
			}
			fmt.Fprintf(&b, "C%04d,A%06d,%s,%d.50\n", c, n, start.AddDate(0, 0, day).Format(time.DateOnly), 20+c%90)
		}
	}
	path := filepath.Join(t.TempDir(), "orders.csv")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func (s *stage) words() string {
	var b strings.Builder
	for _, o := range test.LaidOutObjects(s.win.Content()) {
		if text, ok := o.(*canvas.Text); ok && text.Visible() {
			b.WriteString(text.Text + "\n")
		}
	}
	return b.String()
}

func TestFrame_WalksTheWholeRoad(t *testing.T) {
	s := newStage(t, assets.EN, 1280, 720)
	for _, k := range screen.Keys() {
		s.desk.Go(k)
		s.frame.Apply(s.desk.View())
		if s.frame.current != k || s.words() == "" {
			t.Errorf("%s does not build", k)
		}
	}
	s.desk.Drop([]string{orders(t)})
	s.until("the mapping", func(v screen.View) bool { return v.Data != nil && v.Data.Import != nil })
	if w := s.words(); !strings.Contains(w, "order date") || !strings.Contains(w, "C0000") {
		t.Errorf("the mapping does not show columns and samples:\n%s", w)
	}
	s.frame.Advance() // Ctrl+Enter
	s.until("the overview", func(v screen.View) bool { return v.Page.Key == screen.Overview && v.Page.State == screen.StateReady })

	for _, k := range screen.Keys() {
		s.desk.Go(k)
		s.frame.Apply(s.desk.View())
		shown := s.words()
		if strings.Contains(shown, "⟦") {
			t.Errorf("%s shows a key without words:\n%s", k, shown)
		}
		if sheet, ok := s.frame.bodies[k].(*sheet); ok && len(s.frame.view.Page.Charts) > 0 && sheet.chart.Image() == nil {
			t.Errorf("%s draws no chart", k)
		}
	}
	s.desk.Go(screen.Overview)
	s.frame.Apply(s.desk.View())
	s.frame.CopyTable()
	if !strings.Contains(s.copied, "\t") {
		t.Errorf("copied %q", s.copied)
	}
	s.moveBudget()
}

func (s *stage) moveBudget() {
	s.t.Helper()
	s.desk.Go(screen.Winback)
	v := s.desk.View()
	s.frame.Apply(v)
	w := s.frame.bodies[screen.Winback].(*winback)
	e := w.editors["budget"]
	if e == nil {
		s.t.Fatalf("no budget among %v", w.editors)
	}
	e.slider.OnChangeEnded(7)
	s.until("the moved plan", func(v screen.View) bool { return v.Winback != nil && v.Winback.Moved != "" })
	if e.entry.Text != "7" || !w.compare.Visible() {
		s.t.Errorf("the box says %q, before and after shown: %v", e.entry.Text, w.compare.Visible())
	}
}

// Nothing may stand outside the window at the smallest size that is promised.
func TestFrame_FitsItsSmallestWindow(t *testing.T) {
	for _, lang := range assets.Langs() {
		s := newStage(t, lang, 900, 600)
		if m := s.frame.Object.MinSize(); m.Width > 900 || m.Height > 600 {
			t.Errorf("%s: the window cannot be smaller than %v", lang, m)
		}
	}
}

func TestFrame_ShowsProblemsAndWork(t *testing.T) {
	s := newStage(t, assets.EN, 1280, 720)
	v := s.desk.View()
	v.Shell.Problems = []screen.Problem{{Sentence: "the sentence", Hint: "the hint"}}
	v.Shell.Job = screen.JobView{Running: true, Text: "the work", Share: 0.4, Far: "the rest"}
	s.frame.Apply(v)
	shown := s.words()
	for _, want := range []string{"the sentence", "the hint", "the work", "the rest"} {
		if !strings.Contains(shown, want) {
			t.Errorf("%q is not shown", want)
		}
	}
	v.Shell.Problems, v.Shell.Job = nil, screen.JobView{}
	s.frame.Apply(v)
	if s.frame.problems.Object.Visible() || s.frame.job.Object.Visible() {
		t.Error("problem or work stays")
	}
}

// Keys alone: a window is tried and applied, a day replayed and left, a customer's card
// opened and closed.
func TestFrame_DefinitionReplayAndCardByKeysAlone(t *testing.T) {
	s := newStage(t, assets.EN, 1280, 720)
	s.frame.host.Canvas = s.win.Canvas
	s.desk.Drop([]string{orders(t)})
	s.until("the mapping", func(v screen.View) bool { return v.Data != nil && v.Data.Import != nil })
	s.frame.Advance()
	ready := func(v screen.View) bool { return v.Page.State == screen.StateReady && !v.Shell.Job.Running }
	s.until("the overview", func(v screen.View) bool { return v.Page.Key == screen.Overview && ready(v) })
	s.desk.Go(screen.Definition)
	v := s.until("the definition", ready)
	d := s.frame.bodies[screen.Definition].(*definition)
	c := s.win.Canvas()
	key := func(k fyne.KeyName) { c.Focused().TypedKey(&fyne.KeyEvent{Name: k}) }

	c.Focus(d.slider)
	before := d.label.String()
	key(fyne.KeyRight)
	if d.trying != v.Definition.Window+1 || d.label.String() == before || d.use.Disabled() || d.sheet.at == "" {
		t.Fatalf("an arrow key tries %d days: %q", d.trying, d.label.String())
	}
	if d.cells[0].value.String() == "" || d.effect.String() == "" {
		t.Error("the figures of the tried window are not there at once")
	}
	c.Focus(d.typed)
	d.typed.SetText("44")
	key(fyne.KeyReturn)
	v = s.until("44 days", func(v screen.View) bool { return v.Definition.Window == 44 && ready(v) })
	if !d.use.Disabled() {
		t.Error("the window in use can be applied again")
	}

	s.frame.AskDay()
	typed, ok := c.Focused().(*widget.Line)
	if !ok {
		t.Fatalf("the question for a day has no focus: %T", c.Focused())
	}
	typed.SetText("1999-01-01")
	key(fyne.KeyReturn)
	if c.Overlays().Top() == nil {
		t.Fatal("a day before the data is taken")
	}
	day := s.desk.Days().Ends[3].Key
	typed.SetText(strings.ReplaceAll(day, "-", "/"))
	key(fyne.KeyReturn)
	v = s.until("the replay", func(v screen.View) bool { return strings.Contains(v.Shell.Replay, day) && ready(v) })
	if !s.frame.replay.object.Visible() || v.Definition.Window != 44 {
		t.Error("no banner, or another window")
	}
	s.desk.Today()
	s.until("today", func(v screen.View) bool { return v.Shell.Replay == "" && ready(v) })

	s.desk.Go(screen.Bridge)
	s.until("the movers", ready)
	sheet := s.frame.bodies[screen.Bridge].(*sheet)
	for i, table := range s.frame.view.Page.Tables {
		if len(table.IDs) > 0 {
			sheet.names.Choose(i)
		}
	}
	c.Focus(sheet.rows.Focus())
	key(fyne.KeyReturn)
	v = s.until("the card", func(v screen.View) bool { return v.Card != nil })
	s.frame.CopyTable()
	if !strings.Contains(s.copied, v.Card.ID) || !strings.Contains(s.words(), v.Card.ID) {
		t.Errorf("card %s: copied %q", v.Card.ID, s.copied)
	}
	if !s.desk.Back() || s.desk.View().Shell.Current != screen.Bridge {
		t.Error("Esc does not lead back")
	}
}
