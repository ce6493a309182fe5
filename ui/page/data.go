package page

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"huiliu/app/screen"
	"huiliu/ui/widget"
)

// data shows what came in: while tables wait the import wizard, else where every row
// of the project went.
type data struct {
	root   *fyne.Container
	held   *sheet
	wizard *wizard
	waits  bool
}

func newData(h *Host) *data {
	d := &data{held: newSheet(h, nil, nil), wizard: newWizard(h)}
	d.root = container.NewStack(d.held.object(), d.wizard.root)
	d.wizard.root.Hide()
	return d
}

func (d *data) object() fyne.CanvasObject { return d.root }

func (d *data) table() *widget.Table {
	if d.waits {
		return d.wizard.reading.rows
	}
	return d.held.table()
}

func (d *data) search() {
	if !d.waits {
		d.held.search()
	}
}

func (d *data) apply(v screen.View) {
	d.waits = v.Data != nil && v.Data.Import != nil
	show(d.wizard.root, d.waits)
	show(d.held.object(), !d.waits)
	if d.waits {
		d.wizard.apply(v)
		return
	}
	d.wizard.rest()
	d.held.apply(v)
}

// move goes to another waiting table or step.
func (d *data) move(tables, steps int) {
	if d.waits {
		d.wizard.move(tables, steps)
	}
}

// show shows or hides an object.
func show(o fyne.CanvasObject, visible bool) {
	if visible {
		o.Show()
	} else {
		o.Hide()
	}
}
