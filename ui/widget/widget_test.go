package widget

import (
	"image"
	"math"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"huiliu/app/screen"
	"huiliu/ui/theme"
)

func window(t *testing.T, o fyne.CanvasObject, w, h float32) fyne.Window {
	t.Helper()
	a := test.NewApp()
	a.Settings().SetTheme(theme.New(false))
	win := a.NewWindow("")
	win.SetPadded(false)
	win.SetContent(o)
	win.Resize(fyne.NewSize(w, h))
	return win
}

func perRune(s string) float32 { return float32(len([]rune(s))) }

func TestWrapLine_BreaksBetweenHanAndBetweenWords(t *testing.T) {
	for _, c := range []struct {
		text  string
		width float32
		want  []string
	}{
		{"近九十天没有再来的客户", 4, []string{"近九十天", "没有再来", "的客户"}},
		{"客户有 1,846 人（区间 40.1%）。", 12, []string{"客户有 1,846 人", "（区间 40.1%）。"}},
		{"你好，世界", 2, []string{"你", "好，", "世界"}},
		{"who left and why", 9, []string{"who left", "and why"}},
		{"incomprehensible", 7, []string{"incompr", "ehensib", "le"}},
		{"/home/somebody/Documents", 12, []string{"/home/", "somebody/", "Documents"}},
	} {
		got := wrapLine(c.text, c.width, perRune)
		if strings.Join(got, "|") != strings.Join(c.want, "|") {
			t.Errorf("%q at %v: %q, want %q", c.text, c.width, got, c.want)
		}
	}
}

func TestText_HeightFollowsWidth(t *testing.T) {
	test.NewApp().Settings().SetTheme(theme.New(false))
	text := NewText(strings.Repeat("客户没有再来，", 20))
	if narrow, wide := text.HeightFor(200), text.HeightFor(800); narrow < 3*wide {
		t.Errorf("heights %v at 200 and %v at 800", narrow, wide)
	}
	text.Lines = 2
	if h := text.HeightFor(100); h != 2*text.lineHeight() {
		t.Errorf("two lines are %v high", h)
	}
}

func sampleData() TableData {
	nan := math.NaN()
	return TableData{ID: 1, Columns: []TableColumn{{Header: "name", Chars: 8}, {Header: "n", Right: true, Chars: 6}}, Rows: [][]TableCell{
		{{Text: "b", Number: nan}, {Text: "9", Number: 9}}, {{Text: "c", Number: nan}, {Text: "—", Number: nan, Muted: true}}, {{Text: "a", Number: nan}, {Text: "1,000", Number: 1000}},
	}}
}

func column(t *Table, c int) string {
	var out []string
	for _, r := range t.order {
		out = append(out, t.data.Rows[r][c].Text)
	}
	return strings.Join(out, " ")
}

// Six figures side by side of which one is not shown are one row of five.
func TestGrid_HiddenCellsTakeNoRoom(t *testing.T) {
	cell := func() fyne.CanvasObject { return NewFixed(100, 30, NewText("")) }
	five := NewGrid(Grid{Least: 100, Gap: 10}, cell(), cell(), cell(), cell(), cell())
	six := NewGrid(Grid{Least: 100, Gap: 10}, cell(), cell(), cell(), cell(), cell(), cell())
	six.Objects[2].Hide()
	if got, want := HeightOf(six, 540), HeightOf(five, 540); got != want {
		t.Errorf("%v high, want %v", got, want)
	}
	six.Resize(fyne.NewSize(540, 100))
	if got := six.Objects[5].Position(); got.X != 440 || got.Y != 0 {
		t.Errorf("the last cell is at %v", got)
	}
}

func TestTable_SortsNumbersAsNumbersAndUndefinedLast(t *testing.T) {
	table := NewTable()
	window(t, table, 600, 400)
	table.SetData(sampleData())
	table.SortBy(1)
	if got := column(table, 1); got != "1,000 9 —" {
		t.Errorf("first click: %s", got)
	}
	table.SortBy(1)
	if got := column(table, 1); got != "9 1,000 —" {
		t.Errorf("second click: %s", got)
	}
	table.SortBy(1)
	if got := column(table, 0); got != "b c a" {
		t.Errorf("third click does not give the order back: %s", got)
	}
	table.SortBy(0)
	if got := column(table, 0); got != "a b c" {
		t.Errorf("texts: %s", got)
	}
}

func TestTable_FilterAndCopyGoTogether(t *testing.T) {
	table := NewTable()
	window(t, table, 600, 400)
	shown := -1
	table.OnCount = func(n, all int) { shown = n }
	table.SetData(sampleData())
	table.Filter("A")
	if shown != 1 || table.TSV() != "name\tn\na\t1,000\n" {
		t.Errorf("%d rows, %q", shown, table.TSV())
	}
	table.Filter("")
	if table.Count() != 3 {
		t.Error("clearing the search does not bring the rows back")
	}
}

func TestTable_SameDataKeepsSortAndSearch(t *testing.T) {
	table := NewTable()
	window(t, table, 600, 400)
	table.SetData(sampleData())
	table.SortBy(0)
	table.SetData(sampleData())
	if column(table, 0) != "a b c" {
		t.Error("a progress report threw the order away")
	}
}

func TestTable_ManyRowsStayCheap(t *testing.T) {
	table := NewTable()
	d := sampleData()
	row := d.Rows[0]
	for range 100_000 {
		d.Rows = append(d.Rows, row)
	}
	win := window(t, table, 600, 400)
	table.SetData(d)
	made := testing.AllocsPerRun(3, func() { table.list.ScrollToBottom(); table.list.ScrollToTop() })
	if made > 50_000 {
		t.Errorf("scrolling 100,000 rows allocates %v objects", made)
	}
	win.Canvas().Capture()
}

func TestChartView_DrawsAtPixelSizeAndSwapsLater(t *testing.T) {
	var asked []image.Point
	var waiting []func()
	draw := func(key string, w, h int, scale float64) (screen.Picture, error) {
		asked = append(asked, image.Pt(w, h))
		return screen.Picture{Image: image.NewNRGBA(image.Rect(0, 0, w, h))}, nil
	}
	async := func(work func() func()) { waiting = append(waiting, func() { work()() }) }
	v := NewChartView(draw, async)
	window(t, v, 400, 300)
	v.SetChart("flow", 1)
	if v.Image() != nil || len(waiting) != 1 {
		t.Fatalf("drawn on the window's goroutine: %d waiting", len(waiting))
	}
	v.Resize(fyne.NewSize(500, 300)) // while the first is on its way
	for len(waiting) > 0 {
		next := waiting[0]
		waiting = waiting[1:]
		next()
	}
	if len(asked) != 2 || asked[1] != image.Pt(500, 300) || v.Image().Bounds().Dx() != 500 {
		t.Errorf("asked for %v", asked)
	}
	v.SetChart("flow", 1)
	if len(waiting) != 0 {
		t.Error("the same picture is drawn again")
	}
	v.SetChart("flow", 2)
	if len(waiting) != 1 {
		t.Error("new numbers do not draw a new picture")
	}
}

func TestProblemPanel_ShowsCopiesAndDismisses(t *testing.T) {
	copied, gone := "", false
	p := NewProblemPanel(ProblemWords{"details", "copy", "dismiss"}, func(s string) { copied = s }, func() { gone = true })
	win := window(t, p.Object, 800, 200)
	if p.Object.Visible() {
		t.Error("an empty panel is shown")
	}
	p.Set([]Problem{{Sentence: "sentence", Hint: "hint", Detail: "stack"}})
	if !p.Object.Visible() || HeightOf(p.Object, 800) < 60 {
		t.Error("the problem is not shown")
	}
	for _, o := range test.LaidOutObjects(win.Content()) {
		if b, ok := o.(fyne.Tappable); ok {
			b.Tapped(&fyne.PointEvent{})
		}
	}
	if !strings.Contains(copied, "stack") || !strings.Contains(copied, "sentence") || !gone {
		t.Errorf("copied %q, dismissed %v", copied, gone)
	}
	p.Set(nil)
	if p.Object.Visible() {
		t.Error("the panel stays")
	}
}

func TestTabs_KeepTheChoiceAndSayIt(t *testing.T) {
	said := -1
	tabs := NewTabs(func(i int) { said = i })
	window(t, tabs.Object, 400, 40)
	tabs.Set([]string{"a", "b"})
	tabs.Choose(1)
	tabs.Set([]string{"x", "y"})
	if said != 1 || tabs.Chosen() != 1 {
		t.Errorf("said %d, chosen %d", said, tabs.Chosen())
	}
	tabs.Set([]string{"only"})
	if tabs.Chosen() != 0 {
		t.Error("the choice points beyond the names")
	}
}

func TestPress_ListensToMouseAndKeys(t *testing.T) {
	n := 0
	p := NewPress(NewText("x"), func() { n++ })
	window(t, p, 100, 40)
	test.Tap(p)
	p.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	p.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	p.TypedKey(&fyne.KeyEvent{Name: fyne.KeyA})
	if n != 3 {
		t.Errorf("%d taps", n)
	}
}

// A table that is emptied while a row of it is chosen must not draw rows that are gone.
func TestTable_CanBeEmptiedWhileARowIsChosen(t *testing.T) {
	table := NewTable()
	window(t, table, 400, 300)
	table.SetData(TableData{ID: 1, Columns: []TableColumn{{Header: "a", Chars: 8}}, Rows: [][]TableCell{{{Text: "x"}}, {{Text: "y"}}}})
	table.list.Select(1)
	if table.Chosen() != 1 {
		t.Fatalf("chosen %d", table.Chosen())
	}
	table.SetData(TableData{})
	if table.Chosen() != -1 || table.Count() != 0 {
		t.Errorf("chosen %d of %d", table.Chosen(), table.Count())
	}
}
