package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"
	fynewidget "fyne.io/fyne/v2/widget"

	"huiliu/ui/theme"
)

// Mark is one row of [Marks].
type Mark struct {
	Text, Note string
	Folder     bool
	Markable   bool
}

// Marks is a long list with a cursor, in which rows can be marked: arrow keys move,
// Space marks, Enter opens, Backspace goes back, Ctrl+A marks all, Escape gives up.
type Marks struct {
	fynewidget.List
	OnOpen  func(index int)
	OnBack  func()
	OnMark  func(count int)
	OnClose func()
	rows    []Mark
	marked  map[int]bool
	cursor  int
}

// NewMarks makes an empty list.
func NewMarks() *Marks {
	m := &Marks{marked: map[int]bool{}}
	m.Length = func() int { return len(m.rows) }
	m.CreateItem = newMarkRow
	m.UpdateItem = m.update
	m.HideSeparators = true
	m.OnSelected = func(id fynewidget.ListItemID) { m.cursor = id }
	m.ExtendBaseWidget(m)
	m.MinSize()
	return m
}

// SetMarks shows other rows, none of them marked.
func (m *Marks) SetMarks(rows []Mark) {
	m.rows, m.marked, m.cursor = rows, map[int]bool{}, 0
	m.UnselectAll()
	m.Refresh()
	m.ScrollToTop()
	if len(rows) > 0 {
		m.Select(0)
	}
}

// Cursor returns the row the cursor stands on.
func (m *Marks) Cursor() int { return m.cursor }

// Marked returns the marked rows in order.
func (m *Marks) Marked() []int {
	var out []int
	for i := range m.rows {
		if m.marked[i] {
			out = append(out, i)
		}
	}
	return out
}

// MarkAll marks every row that can be, or none when all are.
func (m *Marks) MarkAll() {
	on := false
	for i, r := range m.rows {
		on = on || r.Markable && !m.marked[i]
	}
	for i, r := range m.rows {
		m.marked[i] = on && r.Markable
	}
	m.tell()
}

func (m *Marks) mark(i int) {
	if i >= 0 && i < len(m.rows) && m.rows[i].Markable {
		m.marked[i] = !m.marked[i]
		m.tell()
	}
}

func (m *Marks) tell() {
	m.Refresh()
	if m.OnMark != nil {
		m.OnMark(len(m.Marked()))
	}
}

// TypedKey implements fyne.Focusable.
func (m *Marks) TypedKey(e *fyne.KeyEvent) {
	if to, ok := movedCursor(e.Name, m.cursor, len(m.rows)); ok {
		m.Select(to)
		return
	}
	switch e.Name {
	case fyne.KeySpace:
		m.mark(m.cursor)
	case fyne.KeyReturn, fyne.KeyEnter:
		m.OnOpen(m.cursor)
	case fyne.KeyBackspace:
		m.OnBack()
	case fyne.KeyEscape:
		m.OnClose()
	}
}

// pageRows is how far a page key moves the cursor.
const pageRows = 10

// movedCursor is where a key moves the cursor in a list of n rows; ok is false for
// other keys and empty lists.
func movedCursor(key fyne.KeyName, cursor, n int) (to int, ok bool) {
	to, ok = map[fyne.KeyName]int{
		fyne.KeyUp: cursor - 1, fyne.KeyDown: cursor + 1, fyne.KeyPageUp: cursor - pageRows, fyne.KeyPageDown: cursor + pageRows,
		fyne.KeyHome: 0, fyne.KeyEnd: n - 1,
	}[key]
	return max(0, min(to, n-1)), ok && n > 0
}

// TypedShortcut implements fyne.Shortcutable.
func (m *Marks) TypedShortcut(s fyne.Shortcut) {
	if _, ok := s.(*fyne.ShortcutSelectAll); ok {
		m.MarkAll()
	}
}

func newMarkRow() fyne.CanvasObject {
	name, note := canvas.NewText("", nil), canvas.NewText("", nil)
	note.Alignment = fyne.TextAlignTrailing
	return &fyne.Container{Layout: &markLayout{}, Objects: []fyne.CanvasObject{fynewidget.NewIcon(nil), name, note}}
}

func (m *Marks) update(id fynewidget.ListItemID, o fyne.CanvasObject) {
	box := o.(*fyne.Container)
	icon, name, note := box.Objects[0].(*fynewidget.Icon), box.Objects[1].(*canvas.Text), box.Objects[2].(*canvas.Text)
	r := m.rows[id]
	icon.Resource = nil
	switch {
	case r.Folder:
		icon.Resource = fynetheme.FolderIcon()
	case r.Markable && m.marked[id]:
		icon.Resource = fynetheme.CheckButtonCheckedIcon()
	case r.Markable:
		icon.Resource = fynetheme.CheckButtonIcon()
	}
	icon.Refresh()
	name.Text, name.TextSize, name.Color = r.Text, fynetheme.Size(theme.Body), fynetheme.Color(fynetheme.ColorNameForeground)
	note.Text, note.TextSize, note.Color = r.Note, fynetheme.Size(theme.Caption), fynetheme.Color(theme.Muted)
	box.Layout.Layout(box.Objects, box.Size())
	box.Refresh()
}

// markLayout is mark, name and note in a row.
type markLayout struct{}

func (markLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(200, rowHeight-4) }
func (markLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	const icon, note = 22, 190
	o[0].Move(fyne.NewPos(4, (size.Height-icon)/2))
	o[0].Resize(fyne.NewSize(icon, icon))
	width := size.Width - icon - 16 - note
	name := o[1].(*canvas.Text)
	name.Text = fit(name.Text, width, name.TextSize)
	name.Move(fyne.NewPos(icon+12, 0))
	name.Resize(fyne.NewSize(width, size.Height))
	o[2].Move(fyne.NewPos(size.Width-note-4, 0))
	o[2].Resize(fyne.NewSize(note, size.Height))
}
