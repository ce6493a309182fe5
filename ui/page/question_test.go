package page

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"huiliu/app/screen"
	"huiliu/assets"
)

// outside lists the texts that reach out of the window or of what they stand in.
func (s *stage) outside() []string {
	var out []string
	size := s.win.Canvas().Size()
	var walk func(o fyne.CanvasObject, at fyne.Position)
	walk = func(o fyne.CanvasObject, at fyne.Position) {
		if !o.Visible() {
			return
		}
		at = at.Add(o.Position())
		switch o := o.(type) {
		case *canvas.Text:
			if o.Text != "" && (at.X < -1 || at.X+o.MinSize().Width > size.Width+1) {
				out = append(out, o.Text)
			}
		case *fyne.Container:
			for _, c := range o.Objects {
				walk(c, at)
			}
		case fyne.Widget:
			if _, ok := o.(*container.Scroll); ok {
				return // scrolls sideways
			}
			for _, c := range test.WidgetRenderer(o).Objects() {
				walk(c, at)
			}
		}
	}
	walk(s.win.Content(), fyne.Position{})
	return out
}

// From a mark of a chart to its customers and back, by keys alone; the table follows
// the chart that is chosen.
func TestQuestion_FromAMarkToItsCustomersByKeysAlone(t *testing.T) {
	s := newStage(t, assets.EN, 1280, 720)
	s.desk.Drop([]string{orders(t)})
	s.until("the mapping", func(v screen.View) bool { return v.Data != nil && v.Data.Import != nil })
	s.frame.Advance()
	s.until("the overview", func(v screen.View) bool { return v.Page.Key == screen.Overview && v.Page.State == screen.StateReady })
	for _, k := range screen.Questions() {
		s.desk.Go(k)
		s.frame.Apply(s.desk.View())
		if list := s.outside(); len(list) > 0 {
			t.Errorf("%s: outside the window: %q", k, list)
		}
	}
	s.desk.Go(screen.Segments)
	s.frame.Apply(s.desk.View())
	page := s.frame.bodies[screen.Segments].(*sheet)
	page.charts.Choose(1)
	if now, _ := page.presentTable(); now.Key != "movement" {
		t.Errorf("beside the chart of movement stands the table %q", now.Key)
	}
	page.charts.Choose(0)
	s.win.Canvas().Focus(page.chart)
	key := func(k fyne.KeyName) { page.chart.TypedKey(&fyne.KeyEvent{Name: k}) }
	for range 8 {
		if title, lines := page.chart.Reading(); title != "" && !strings.HasPrefix(lines[0], "0 ") {
			break
		}
		key(fyne.KeyDown)
	}
	title, lines := page.chart.Reading()
	key(fyne.KeyReturn)
	v := s.until("the list", func(v screen.View) bool { return v.Page.Listing && v.Page.Tables[0].ID != 0 })
	now, _ := page.presentTable()
	if now.Key != v.Page.Tables[0].Key || !strings.Contains(page.note.String(), title) {
		t.Errorf("%s %v: shown is %s, %q", title, lines, now.Key, page.note.String())
	}
	if !page.close.Visible() || page.rows.Count() == 0 {
		t.Error("no customers, or no way back")
	}
	page.close.Tapped(nil)
	s.frame.Apply(s.desk.View())
	if now, _ := page.presentTable(); now.Key != "rfm" || page.close.Visible() {
		t.Errorf("after the list stands %q", now.Key)
	}
}
