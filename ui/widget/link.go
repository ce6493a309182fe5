package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	fynewidget "fyne.io/fyne/v2/widget"

	"huiliu/ui/theme"
)

// link is the place of a cell that leads somewhere: it takes the click its row would
// take, and shows a frame while the keys stand on it.
type link struct {
	fynewidget.BaseWidget
	row, column int // row as shown
	t           *Table
	frame       *canvas.Rectangle
	line        *canvas.Rectangle // under the text: Fyne's own stands beside texts aligned right
}

func newLink(t *Table) *link {
	l := &link{t: t, frame: canvas.NewRectangle(color.Transparent), line: canvas.NewRectangle(color.Transparent)}
	l.frame.CornerRadius = 4
	l.ExtendBaseWidget(l)
	return l
}

// mark shows whether the keys stand here.
func (l *link) mark(on bool) {
	l.frame.StrokeWidth, l.frame.StrokeColor = 0, color.Transparent
	if on {
		l.frame.StrokeWidth, l.frame.StrokeColor = 2, fynetheme.Color(fynetheme.ColorNamePrimary)
	}
	l.frame.Refresh()
}

// underline draws the line under the text of the cell.
func (l *link) underline(text *canvas.Text) {
	m, size := text.MinSize(), l.Size()
	x := cellPad - 2
	if text.Alignment == fyne.TextAlignTrailing {
		x = size.Width - cellPad + 2 - m.Width
	}
	l.line.FillColor = fynetheme.Color(theme.Muted)
	l.line.Move(fyne.NewPos(x, (size.Height+text.TextSize)/2+2))
	l.line.Resize(fyne.NewSize(m.Width, 1))
}

// Tapped implements fyne.Tappable.
func (l *link) Tapped(*fyne.PointEvent) {
	l.t.column = l.column
	l.t.list.Select(l.row)
	l.t.openCell()
}

// Cursor implements desktop.Cursorable.
func (l *link) Cursor() desktop.Cursor { return desktop.PointerCursor }

// CreateRenderer implements fyne.Widget.
func (l *link) CreateRenderer() fyne.WidgetRenderer {
	return &linkRenderer{l}
}

type linkRenderer struct{ l *link }

func (r *linkRenderer) Destroy()                     {}
func (r *linkRenderer) MinSize() fyne.Size           { return r.l.MinSize() }
func (r *linkRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.l.frame, r.l.line} }
func (r *linkRenderer) Layout(size fyne.Size)        { r.l.frame.Resize(size) }
func (r *linkRenderer) Refresh()                     { canvas.Refresh(r.l) }

// MinSize implements fyne.CanvasObject.
func (l *link) MinSize() fyne.Size { l.ExtendBaseWidget(l); return fyne.NewSize(4, 4) }

// underlined is up to how many links of a row are underlined; where all numbers lead
// somewhere lines would only make them harder to read.
const underlined = 6

// links puts a link over every cell of a row that leads somewhere.
func (t *Table) links(box *fyne.Container, row int, cells []TableCell) {
	n, led := len(cells), 0
	for i := range cells {
		if cells[i].Link {
			led++
		}
	}
	many := led > underlined
	for i := range cells {
		if !cells[i].Link || t.OnCell == nil {
			continue
		}
		var l *link
		if n < len(box.Objects) {
			l = box.Objects[n].(*link)
		} else {
			l = newLink(t)
			box.Objects = append(box.Objects, l)
		}
		l.row, l.column = row, i
		l.line.Hidden = many
		l.mark(t.keys && row == t.chosen && i == t.linked(row))
		n++
	}
	box.Objects = box.Objects[:n]
}

// linked is the column of the row that Enter opens: the one the keys went to last, else
// the first that leads somewhere; -1 for none.
func (t *Table) linked(row int) int {
	if row < 0 || row >= len(t.order) {
		return -1
	}
	first := -1
	for i, c := range t.data.Rows[t.order[row]] {
		if c.Link && i == t.column {
			return i
		}
		if c.Link && first < 0 {
			first = i
		}
	}
	return first
}

// move goes to the next cell of the chosen row that leads somewhere.
func (t *Table) move(by int) {
	at := t.linked(t.chosen)
	if at < 0 {
		return
	}
	cells := t.data.Rows[t.order[t.chosen]]
	for i := at + by; i >= 0 && i < len(cells); i += by {
		if cells[i].Link {
			t.column = i
			t.list.Refresh()
			return
		}
	}
}

// openCell opens the cell that the keys stand on; false when there is none.
func (t *Table) openCell() bool {
	row, column := t.Chosen(), t.linked(t.chosen)
	if row < 0 || column < 0 || t.OnCell == nil {
		return false
	}
	t.OnCell(row, column)
	return true
}
