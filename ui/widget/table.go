package widget

import (
	"cmp"
	"math"
	"slices"
	"sort"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	fynewidget "fyne.io/fyne/v2/widget"

	"huiliu/ui/theme"
)

// TableData is what a table shows.
type TableData struct {
	ID      int // the same data has the same number
	Columns []TableColumn
	Rows    [][]TableCell
}

// TableColumn is one column.
type TableColumn struct {
	Header string
	Right  bool
	Chars  float64
}

// TableCell is one cell; Number sorts when it is not NaN.
type TableCell struct {
	Text   string
	Number float64
	Muted  bool
	Link   bool // leads somewhere: [Table.OnCell]
}

// Table is a list of rows under a header: click a header to sort, rows can be
// chosen, what is shown can be filtered and copied.
type Table struct {
	fynewidget.BaseWidget
	OnCount func(shown, all int)  // after a filter
	OnOpen  func(row int)         // Enter on a row of the data; nil for none
	OnCell  func(row, column int) // click or Enter on a cell that leads somewhere
	column  int                   // the keys went to last
	keys    bool                  // the list has the focus
	data    TableData
	order   []int // of the rows shown
	filter  string
	sortBy  int // column + 1, negative for descending, 0 for as given
	chosen  int
	list    *rowList
	header  *fyne.Container
	body    *fyne.Container
	scroll  *container.Scroll
	widths  []float32
}

// NewTable makes an empty table.
func NewTable() *Table {
	t := &Table{chosen: -1}
	t.list = newRowList(t)
	t.list.OnSelected = func(id fynewidget.ListItemID) { t.chosen = id }
	t.header = &fyne.Container{Layout: &cells{t: t}}
	t.body = container.NewBorder(t.header, nil, nil, nil, t.list)
	t.scroll = container.NewHScroll(&fyne.Container{Layout: &spread{t: t}, Objects: []fyne.CanvasObject{t.body}})
	t.ExtendBaseWidget(t)
	t.list.MinSize() // makes the list's scroller, which scrolling to the top needs
	return t
}

// SetData shows other data; the same data is left alone.
func (t *Table) SetData(d TableData) {
	if d.ID == t.data.ID && d.ID != 0 {
		return
	}
	t.data, t.sortBy, t.chosen, t.column = d, 0, -1, -1
	t.order = t.order[:0] // the rows of before are gone; the list draws before the new ones are arranged
	t.list.UnselectAll()
	t.arrange()
	t.newHeader()
	t.list.ScrollToTop()
	t.scroll.Offset = fyne.Position{}
	t.Refresh()
}

// Filter shows the rows that hold the text in any cell.
func (t *Table) Filter(text string) {
	t.filter = strings.ToLower(strings.TrimSpace(text))
	t.arrange()
	t.list.Refresh()
}

// arrange filters and sorts.
func (t *Table) arrange() {
	t.order = t.order[:0]
	for i, row := range t.data.Rows {
		if t.filter == "" || slices.ContainsFunc(row, func(c TableCell) bool { return strings.Contains(strings.ToLower(c.Text), t.filter) }) {
			t.order = append(t.order, i)
		}
	}
	if t.sortBy != 0 {
		column, sign := t.sortBy-1, 1
		if t.sortBy < 0 {
			column, sign = -t.sortBy-1, -1
		}
		slices.SortStableFunc(t.order, func(a, b int) int { return t.compare(a, b, column, sign) })
	}
	if t.OnCount != nil {
		t.OnCount(len(t.order), len(t.data.Rows))
	}
}

// compare puts undefined numbers last in either direction.
func (t *Table) compare(a, b, column, sign int) int {
	x, y := t.data.Rows[a][column], t.data.Rows[b][column]
	switch {
	case math.IsNaN(x.Number) && math.IsNaN(y.Number):
		return sign * strings.Compare(x.Text, y.Text)
	case math.IsNaN(x.Number):
		return 1
	case math.IsNaN(y.Number):
		return -1
	}
	return sign * cmp.Compare(x.Number, y.Number)
}

// SortBy sorts by a column; again turns the direction, a third time gives the order back.
func (t *Table) SortBy(column int) {
	first, second := -(column + 1), column+1 // numbers: largest first
	if !t.data.Columns[column].Right {
		first, second = second, first
	}
	switch t.sortBy {
	case first:
		t.sortBy = second
	case second:
		t.sortBy = 0
	default:
		t.sortBy = first
	}
	t.arrange()
	t.newHeader()
	t.list.Refresh()
}

// TSV returns what is shown, header first, for a spreadsheet.
func (t *Table) TSV() string {
	var b strings.Builder
	line := func(n int, text func(int) string) {
		for i := range n {
			if i > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(strings.NewReplacer("\t", " ", "\n", " ").Replace(text(i)))
		}
		b.WriteByte('\n')
	}
	line(len(t.data.Columns), func(i int) string { return t.data.Columns[i].Header })
	for _, r := range t.order {
		row := t.data.Rows[r]
		line(len(row), func(i int) string { return row[i].Text })
	}
	return b.String()
}

// Chosen returns the chosen row of the data, -1 for none.
func (t *Table) Chosen() int {
	if t.chosen < 0 || t.chosen >= len(t.order) {
		return -1
	}
	return t.order[t.chosen]
}

// rowList is the list of a table's rows: arrow keys choose, Enter opens.
type rowList struct {
	fynewidget.List
	t *Table
}

func newRowList(t *Table) *rowList {
	l := &rowList{t: t}
	l.Length = func() int { return len(t.order) }
	l.CreateItem, l.UpdateItem = t.newRow, t.setRow
	l.HideSeparators = true
	l.ExtendBaseWidget(l)
	return l
}

// FocusGained implements fyne.Focusable: the keys begin at a chosen row.
func (l *rowList) FocusGained() {
	l.List.FocusGained()
	l.t.keys = true
	if l.t.chosen < 0 && len(l.t.order) > 0 {
		l.Select(0)
	}
}

// FocusLost implements fyne.Focusable.
func (l *rowList) FocusLost() {
	l.t.keys = false
	l.List.FocusLost()
	l.List.Refresh()
}

// TypedKey implements fyne.Focusable.
func (l *rowList) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyLeft:
		l.t.move(-1)
		return
	case fyne.KeyRight:
		l.t.move(1)
		return
	}
	if to, ok := movedCursor(e.Name, l.t.chosen, len(l.t.order)); ok {
		l.Select(to)
		return
	}
	if e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter {
		if l.t.openCell() {
			return
		}
		if row := l.t.Chosen(); row >= 0 && l.t.OnOpen != nil {
			l.t.OnOpen(row)
			return
		}
	}
	passKey(l, e)
}

// Choose chooses a row of the data, the last one when there are fewer; none below 0.
func (t *Table) Choose(row int) {
	if at := slices.Index(t.order, min(row, len(t.data.Rows)-1)); at >= 0 {
		t.list.Select(at)
	}
}

// Focus returns what takes the keys of the rows.
func (t *Table) Focus() fyne.Focusable { return t.list }

// Count returns how many rows are shown.
func (t *Table) Count() int { return len(t.order) }

// CreateRenderer implements fyne.Widget.
func (t *Table) CreateRenderer() fyne.WidgetRenderer { return fynewidget.NewSimpleRenderer(t.scroll) }

// MinSize implements fyne.CanvasObject.
func (t *Table) MinSize() fyne.Size {
	t.ExtendBaseWidget(t)
	return fyne.NewSize(200, headerHeight+3*rowHeight)
}

// Sizes of rows and of a character.
const (
	rowHeight    float32 = 28
	headerHeight float32 = 40
	charWidth    float32 = 6.9
	cellPad      float32 = 8
)

// measure shares the room out among the columns: each gets what it needs, what is
// left goes to the texts.
func (t *Table) measure(width float32) {
	n := len(t.data.Columns)
	t.widths = make([]float32, n)
	total, texts := float32(0), 0
	for i, c := range t.data.Columns {
		t.widths[i] = float32(math.Ceil(c.Chars))*charWidth + 2*cellPad
		total += t.widths[i]
		if !c.Right {
			texts++
		}
	}
	rest := width - total
	if rest <= 0 {
		return
	}
	for i, c := range t.data.Columns {
		switch {
		case texts == 0:
			t.widths[i] += rest / float32(n)
		case !c.Right:
			t.widths[i] += min(rest/float32(texts), 240)
		}
	}
}

func (t *Table) total() float32 {
	w := float32(0)
	for _, c := range t.widths {
		w += c
	}
	return w
}

// newHeader builds the header for the present columns and order.
func (t *Table) newHeader() {
	t.header.Objects = nil
	for i, c := range t.data.Columns {
		text := c.Header
		switch t.sortBy {
		case i + 1:
			text += " ↑"
		case -(i + 1):
			text += " ↓"
		}
		label := NewCaption(text)
		label.Lines = 2
		if c.Right {
			label.Align = fyne.TextAlignTrailing
		}
		back := &fyne.Container{Layout: &bottom{}, Objects: []fyne.CanvasObject{label}}
		press := NewPress(back, func() { t.SortBy(i) })
		press.Radius = 0
		t.header.Objects = append(t.header.Objects, press)
	}
	line := canvas.NewRectangle(fynetheme.Color(fynetheme.ColorNameSeparator))
	t.header.Objects = append(t.header.Objects, line)
	t.header.Refresh()
}

func (t *Table) newRow() fyne.CanvasObject {
	r := &rowBox{t: t, box: &fyne.Container{Layout: &cells{t: t}}}
	r.ExtendBaseWidget(r)
	return r
}

// rowBox is a row: a click chooses it, a click on the chosen one opens it.
type rowBox struct {
	fynewidget.BaseWidget
	t   *Table
	id  int
	box *fyne.Container
}

// Tapped implements fyne.Tappable.
func (r *rowBox) Tapped(*fyne.PointEvent) {
	again := r.t.chosen == r.id
	if c := fyne.CurrentApp().Driver().CanvasForObject(r.t.list); c != nil {
		c.Focus(r.t.list)
	}
	r.t.list.Select(r.id)
	if row := r.t.Chosen(); again && row >= 0 && r.t.OnOpen != nil {
		r.t.OnOpen(row)
	}
}

// CreateRenderer implements fyne.Widget.
func (r *rowBox) CreateRenderer() fyne.WidgetRenderer { return fynewidget.NewSimpleRenderer(r.box) }

func (t *Table) setRow(id fynewidget.ListItemID, o fyne.CanvasObject) {
	if id >= len(t.order) {
		return
	}
	row := t.data.Rows[t.order[id]]
	line := o.(*rowBox)
	line.id = id
	box := line.box
	if texts(box) != len(row) {
		box.Objects = make([]fyne.CanvasObject, len(row))
		for i := range row {
			box.Objects[i] = canvas.NewText("", nil)
		}
	}
	for i, cell := range row {
		text := box.Objects[i].(*canvas.Text)
		text.Alignment = fyne.TextAlignLeading
		if t.data.Columns[i].Right {
			text.Alignment = fyne.TextAlignTrailing
		}
		text.TextSize = fynetheme.Size(theme.Body) - 1
		text.Color = fynetheme.Color(fynetheme.ColorNameForeground)
		if cell.Muted {
			text.Color = fynetheme.Color(theme.Muted)
		}
		text.Text = cell.Text
	}
	t.links(box, id, row)
	box.Layout.Layout(box.Objects, box.Size())
	box.Refresh()
}

// texts counts the cells of a row; links lie over them.
func texts(box *fyne.Container) int {
	n := 0
	for n < len(box.Objects) {
		if _, ok := box.Objects[n].(*canvas.Text); !ok {
			break
		}
		n++
	}
	return n
}

// fit cuts a text that does not fit, with an ellipsis.
func fit(s string, width, size float32) string {
	measure := func(s string) float32 { return fyne.MeasureText(s, size, fyne.TextStyle{}).Width }
	if measure(s) <= width {
		return s
	}
	r := []rune(s)
	n := sort.Search(len(r), func(n int) bool { return measure(string(r[:n+1])+"…") > width })
	return string(r[:n]) + "…"
}

// cells lays the cells of a row or the header out in the table's columns.
type cells struct{ t *Table }

func (c *cells) MinSize(objects []fyne.CanvasObject) fyne.Size {
	if c.t.header.Layout == fyne.Layout(c) {
		return fyne.NewSize(1, headerHeight)
	}
	return fyne.NewSize(1, rowHeight-fynetheme.Size(fynetheme.SizeNamePadding))
}

func (c *cells) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	x := float32(0)
	for i, o := range objects {
		if l, ok := o.(*link); ok {
			left := float32(0)
			for _, w := range c.t.widths[:min(l.column, len(c.t.widths))] {
				left += w
			}
			if l.column < len(c.t.widths) {
				l.Move(fyne.NewPos(left+2, 0))
				l.Resize(fyne.NewSize(c.t.widths[l.column]-4, size.Height))
				l.underline(objects[l.column].(*canvas.Text))
			}
			continue
		}
		if i >= len(c.t.widths) {
			o.Move(fyne.NewPos(0, size.Height-1)) // the line below the header
			o.Resize(fyne.NewSize(size.Width, 1))
			continue
		}
		w := c.t.widths[i]
		if text, ok := o.(*canvas.Text); ok {
			text.Text = fit(text.Text, w-2*cellPad, text.TextSize)
			o.Move(fyne.NewPos(x+cellPad, 0))
			o.Resize(fyne.NewSize(w-2*cellPad, size.Height))
		} else {
			o.Move(fyne.NewPos(x, 0))
			o.Resize(fyne.NewSize(w, size.Height))
		}
		x += w
	}
}

// bottom puts a header text at the foot of its cell.
type bottom struct{}

func (bottom) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(10, headerHeight) }
func (bottom) Layout(o []fyne.CanvasObject, size fyne.Size) {
	w := size.Width - 2*cellPad
	h := HeightOf(o[0], w)
	o[0].Move(fyne.NewPos(cellPad, size.Height-h-4))
	o[0].Resize(fyne.NewSize(w, h))
}

// spread makes the table as wide as its columns, or as the room there is.
type spread struct{ t *Table }

func (w *spread) MinSize([]fyne.CanvasObject) fyne.Size {
	w.t.measure(w.t.Size().Width)
	return fyne.NewSize(w.t.total(), headerHeight+rowHeight)
}

func (w *spread) Layout(o []fyne.CanvasObject, size fyne.Size) {
	w.t.measure(w.t.Size().Width)
	o[0].Resize(size)
}
