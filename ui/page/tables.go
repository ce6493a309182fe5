package page

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"huiliu/app/screen"
	"huiliu/ui/theme"
	"huiliu/ui/widget"
)

// heldTable is a table that keeps its order and place while its texts stay the same.
type heldTable struct {
	*widget.Table
	shown screen.Table
}

// set shows t and reports whether that is another one than before.
func (h *heldTable) set(t screen.Table) bool {
	if sameTable(h.shown, t) {
		return false
	}
	h.shown = t
	d := tableData(t)
	d.ID = 0
	h.SetData(d)
	return true
}

// tables are several tables in one place, chosen by their names.
type tables struct {
	root  *container.Scroll
	names *widget.Tabs
	rows  heldTable
	list  []screen.Table
}

// newTables puts the tables below what is said above them.
func newTables(above ...fyne.CanvasObject) *tables {
	t := &tables{rows: heldTable{Table: widget.NewTable()}}
	t.names = widget.NewTabs(func(int) { t.show() })
	t.root = newTopped(widget.NewColumn(theme.Grid, append(above, t.names.Object)...), t.rows.Table, leastPreview)
	return t
}

func (t *tables) apply(list []screen.Table) {
	t.list = list
	names := make([]string, len(list))
	for i := range list {
		names[i] = list[i].Name
	}
	t.names.Set(names)
	t.show()
	t.root.Content.Refresh()
	t.root.Refresh()
}

func (t *tables) show() {
	i := t.names.Chosen()
	show(t.rows, i < len(t.list))
	if i < len(t.list) {
		t.rows.set(t.list[i])
	}
}
