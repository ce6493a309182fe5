package widget

import (
	"image"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"huiliu/app"
	"huiliu/app/screen"
)

// bars are three columns, the second of two pieces; only the pieces of series 0 lead on.
func bars() screen.Picture {
	spot := func(series, item int, x, top, bottom float32) screen.Spot {
		return screen.Spot{Series: series, Item: item, Title: string(rune('a' + item)), Lines: []string{"1"}, Behind: series == 0,
			Box: screen.Box{Left: x, Right: x + 20, Top: top, Bottom: bottom}}
	}
	return screen.Picture{Image: image.NewNRGBA(image.Rect(0, 0, 400, 300)), Along: app.AlongX, Area: screen.Box{Left: 10, Top: 10, Right: 390, Bottom: 290},
		Spots: []screen.Spot{spot(0, 0, 50, 200, 280), spot(0, 1, 150, 150, 280), spot(1, 1, 150, 100, 150), spot(0, 2, 250, 260, 280)}}
}

// Pointing anywhere above a column means it, between two pieces the nearer one, and
// outside the plot nothing.
func TestNearest_MeansTheColumnUnderThePointer(t *testing.T) {
	p := bars()
	for _, c := range []struct {
		x, y float32
		want int
	}{{60, 30, 0}, {160, 40, 2}, {160, 200, 1}, {255, 100, 3}, {120, 200, 1}, {395, 299, 3}, {500, 100, -1}, {5, 400, -1}} {
		if got := nearest(&p, fyne.NewPos(c.x, c.y)); got != c.want {
			t.Errorf("at %v, %v: %d, want %d", c.x, c.y, got, c.want)
		}
	}
	p.Along = ""
	if got := nearest(&p, fyne.NewPos(110, 30)); got != -1 {
		t.Errorf("far from every cell: %d", got)
	}
}

func TestStep_WalksAlongASeriesAndBetweenThem(t *testing.T) {
	p := bars()
	for _, c := range []struct {
		from int
		key  fyne.KeyName
		want int
	}{{-1, fyne.KeyRight, 0}, {0, fyne.KeyRight, 1}, {1, fyne.KeyRight, 3}, {3, fyne.KeyRight, 3}, {1, fyne.KeyUp, 2}, {2, fyne.KeyDown, 1}, {3, fyne.KeyHome, 0}, {0, fyne.KeyEnd, 3}, {2, fyne.KeyRight, 2}} {
		if got := step(&p, c.from, c.key); got != c.want {
			t.Errorf("%s from %d: %d, want %d", c.key, c.from, got, c.want)
		}
	}
}

// The reading never covers its mark, and never leaves the widget.
func TestTip_StandsBesideItsMarkInsideTheWidget(t *testing.T) {
	size, card := fyne.NewSize(400, 300), fyne.NewSize(120, 60)
	for _, b := range []screen.Box{{Left: 5, Top: 5, Right: 25, Bottom: 295}, {Left: 370, Top: 0, Right: 398, Bottom: 20}, {Left: 200, Top: 140, Right: 200, Bottom: 140}, {Left: 10, Top: 100, Right: 390, Bottom: 120}} {
		at := beside(b, card, size)
		if at.X < 0 || at.Y < 0 || at.X+card.Width > size.Width || at.Y+card.Height > size.Height {
			t.Errorf("%+v: the card at %v leaves the widget", b, at)
		}
		if at.X < b.Right && b.Left < at.X+card.Width && at.Y < b.Bottom && b.Top < at.Y+card.Height {
			t.Errorf("%+v: the card at %v covers it", b, at)
		}
	}
}

func TestChartView_ReadsAndOpensByMouseAndKeys(t *testing.T) {
	v := NewChartView(func(string, int, int, float64) (screen.Picture, error) { return bars(), nil }, func(work func() func()) { work()() })
	var opened [][2]int
	v.OnOpen = func(series, item int) { opened = append(opened, [2]int{series, item}) }
	win := window(t, v, 400, 300)
	v.SetChart("flow", 1)
	v.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(60, 250)}})
	if title, lines := v.Reading(); title != "a" || len(lines) != 1 || v.Cursor() != desktop.PointerCursor {
		t.Errorf("reads %q %v", title, lines)
	}
	v.MouseOut()
	if title, _ := v.Reading(); title != "" {
		t.Error("goes on reading")
	}
	test.TapAt(v, fyne.NewPos(160, 120)) // the upper piece leads nowhere
	test.TapAt(v, fyne.NewPos(160, 200))
	if len(opened) != 1 || opened[0] != [2]int{0, 1} {
		t.Fatalf("opened %v", opened)
	}
	if win.Canvas().Focused() != fyne.Focusable(v) {
		t.Fatal("a click does not take the focus")
	}
	v.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	v.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if len(opened) != 2 || opened[1] != [2]int{0, 2} {
		t.Errorf("opened %v", opened)
	}
	v.SetChart("flow", 2)
	if title, _ := v.Reading(); title != "" {
		t.Error("reads the numbers of before")
	}
}

// A cell that counts customers opens by click and by keys; Left and Right choose among
// the cells of a row, other cells choose the row only.
func TestTable_CellsThatLeadSomewhereOpen(t *testing.T) {
	table := NewTable()
	var opened [][2]int
	rows := 0
	table.OnCell = func(row, column int) { opened = append(opened, [2]int{row, column}) }
	table.OnOpen = func(int) { rows++ }
	window(t, table, 500, 300)
	d := sampleData()
	d.Columns = append(d.Columns, TableColumn{Header: "m", Right: true, Chars: 6})
	for i := range d.Rows {
		d.Rows[i] = append(d.Rows[i], TableCell{Text: "7", Number: 7, Link: true})
		d.Rows[i][1].Link = i != 1
	}
	table.SetData(d)
	table.SortBy(0) // a (row 2), b (row 0), c (row 1)
	key := func(k fyne.KeyName) { table.list.TypedKey(&fyne.KeyEvent{Name: k}) }
	table.list.FocusGained()
	key(fyne.KeyReturn)
	key(fyne.KeyRight)
	key(fyne.KeyReturn)
	key(fyne.KeyRight)
	key(fyne.KeyDown)
	key(fyne.KeyReturn)
	want := [][2]int{{2, 1}, {2, 2}, {0, 2}}
	if len(opened) != len(want) || opened[0] != want[0] || opened[1] != want[1] || opened[2] != want[2] || rows != 0 {
		t.Fatalf("opened %v, rows %d", opened, rows)
	}
	var links []*link
	for _, o := range test.LaidOutObjects(table) {
		if l, ok := o.(*link); ok {
			links = append(links, l)
		}
	}
	if len(links) != 5 {
		t.Fatalf("%d links", len(links))
	}
	links[0].Tapped(nil)
	if got := opened[len(opened)-1]; got != want[0] {
		t.Errorf("a click opened %v", got)
	}
}
