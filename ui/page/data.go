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
	empty  *sheet // nothing is loaded yet
	wizard *wizard
	held   *held
	view   *screen.DataView
}

func newData(h *Host) *data {
	d := &data{empty: newSheet(h, nil, nil), wizard: newWizard(h), held: newHeld(h), view: &screen.DataView{}}
	d.root = container.NewStack(d.empty.object(), d.wizard.root, d.held.root)
	return d
}

func (d *data) object() fyne.CanvasObject { return d.root }

func (d *data) table() *widget.Table {
	switch {
	case d.view.Import != nil:
		return d.wizard.reading.rows
	case d.view.Held != nil:
		return d.held.table()
	}
	return nil
}

func (d *data) search() {}

func (d *data) apply(v screen.View) {
	d.view = v.Data
	show(d.wizard.root, v.Data.Import != nil)
	show(d.held.root, v.Data.Held != nil)
	show(d.empty.object(), v.Data.Import == nil && v.Data.Held == nil)
	switch {
	case v.Data.Import != nil:
		d.wizard.apply(v)
		return
	case v.Data.Held != nil:
		d.held.apply(v)
	default:
		d.empty.apply(v)
	}
	d.wizard.rest()
}

// move goes to another waiting table or step, or to another row or tab.
func (d *data) move(tables, steps int) {
	switch {
	case d.view.Import != nil:
		d.wizard.move(tables, steps)
	case d.view.Held != nil:
		d.held.move(tables, steps)
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
