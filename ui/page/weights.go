package page

import (
	"slices"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
	fynewidget "fyne.io/fyne/v2/widget"

	"huiliu/app/screen"
	"huiliu/ui/theme"
	"huiliu/ui/widget"
)

// weights lets indicators be weighed by hand: percents that must add up to 100.
type weights struct {
	object *fyne.Container
	host   *Host
	cells  *fyne.Container
	lines  []*widget.Line
	author *fynewidget.Entry
	keep   *widget.Button
	drop   *widget.Button
	kept   *widget.Text
	says   *widget.Text
	view   screen.HandView
}

func newWeights(h *Host) *weights {
	w := &weights{host: h, author: fynewidget.NewEntry(), kept: widget.NewCaption(""), says: widget.NewText("")}
	w.cells = widget.NewGrid(widget.Grid{Least: 280, Gap: theme.Grid})
	w.author.SetPlaceHolder(h.say("ui.index.author"))
	w.keep = widget.NewButton(h.say("ui.index.hand.keep"), func() { h.Desk.KeepWeights(w.author.Text, w.view.Keys, w.typed()) })
	w.drop = widget.NewButton(h.say("ui.index.hand.drop"), h.Desk.DropWeights)
	reset := widget.NewButton(h.say("ui.index.reset"), w.reset)
	w.object = widget.NewColumn(theme.Grid, widget.NewCaption(h.say("ui.index.hand.hint")), w.cells, w.says,
		widget.NewRow(widget.Row{Gap: 2 * theme.Grid, Wrap: true}, widget.NewFixed(200, 0, w.author), w.keep, reset, w.drop), w.kept)
	return w
}

// set shows the weights that hold.
func (w *weights) set(v screen.HandView) {
	if !slices.Equal(w.view.Names, v.Names) {
		w.cells.Objects, w.lines = nil, nil
		for _, name := range v.Names {
			label, line, unit := widget.NewText(name), widget.NewLine(""), widget.NewText("%")
			label.Lines, unit.Lines = 1, 1
			line.OnChanged = func(string) { w.add() }
			w.lines = append(w.lines, line)
			w.cells.Add(&fyne.Container{Layout: shareLayout{}, Objects: []fyne.CanvasObject{label, line, unit}})
		}
	}
	w.view = v
	w.reset()
	setOrHide(w.kept, v.Kept)
	show(w.drop, v.Kept != "")
	w.object.Refresh()
}

// reset goes back to the weights that hold.
func (w *weights) reset() {
	w.author.SetText(w.view.Author)
	for i, text := range w.view.Shares {
		w.lines[i].SetText(text)
	}
	w.add()
}

func (w *weights) typed() []string {
	out := make([]string, len(w.lines))
	for i, line := range w.lines {
		out[i] = line.Text
	}
	return out
}

// add says what is typed comes to.
func (w *weights) add() {
	s := w.host.Desk.Share(w.typed())
	w.says.SetText(s.Says)
	w.says.Color = "warning"
	if s.Whole {
		w.says.Color = fynetheme.ColorNameForeground
	}
	if s.Whole {
		w.keep.Enable()
	} else {
		w.keep.Disable()
	}
	w.says.Refresh()
}

// shareLayout is a name, the box for its percent, and the sign.
type shareLayout struct{}

const (
	shareBox  = 72
	shareSign = 20
)

// MinSize implements fyne.Layout.
func (shareLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(240, o[1].MinSize().Height)
}

// Layout implements fyne.Layout.
func (shareLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	name := size.Width - shareBox - shareSign - theme.Grid
	put(o[0], 0, (size.Height-19)/2, name, 19)
	put(o[1], name+theme.Grid, 0, shareBox, size.Height)
	put(o[2], size.Width-shareSign+4, (size.Height-19)/2, shareSign-4, 19)
}
