package page

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	fynewidget "fyne.io/fyne/v2/widget"

	"huiliu/ui/theme"
	"huiliu/ui/widget"
)

// badRow is a rejected row to be put right.
type badRow struct {
	title, why string
	bad        string // header of the cell that could not be read
	headers    []string
	cells      []string
}

// showCorrection asks for the cells of a rejected row, the one that could not be read
// first; save hears all of them.
func showCorrection(h *Host, c fyne.Canvas, r badRow, save func(cells []string)) {
	entries := make([]*widget.Line, len(r.cells))
	form := widget.NewColumn(theme.Grid)
	scroll := container.NewVScroll(widget.NewPad(widget.Pad{Right: gap}, form))
	var pop *fynewidget.PopUp
	done := func() {
		cells := make([]string, len(entries))
		for i, e := range entries {
			cells[i] = e.Text
		}
		pop.Hide()
		save(cells)
	}
	var first *widget.Line
	for _, i := range badFirst(r) {
		e := widget.NewLine(r.cells[i])
		e.OnSubmitted = func(string) { done() }
		e.OnEscape = func() { pop.Hide() }
		label := widget.NewCaption(r.headers[i])
		if r.headers[i] == r.bad {
			label.Color = fynetheme.ColorNameWarning
		}
		box := &fyne.Container{Layout: &labelled{}, Objects: []fyne.CanvasObject{label, e}}
		e.OnFocus = func() { reveal(scroll, box.Position().Y, box.Position().Y+box.Size().Height) }
		form.Add(box)
		entries[i] = e
		if first == nil {
			first = e
		}
	}
	why := widget.NewText(r.why)
	why.Color = fynetheme.ColorNameWarning
	ok := widget.NewButton(h.say("ui.correct.save"), done)
	ok.Importance = fynewidget.HighImportance
	foot := widget.NewRow(widget.Row{Gap: theme.Grid, Grow: 1}, widget.NewCaption(h.say("ui.correct.hint")), ok, widget.NewButton(h.say("common.cancel"), func() { pop.Hide() }))
	head := widget.NewColumn(theme.Grid, widget.NewHeading(r.title), why)
	content := container.NewBorder(widget.NewPad(widget.Pad{Bottom: theme.Grid}, head), widget.NewPad(widget.Pad{Top: theme.Grid}, foot), nil, nil, scroll)
	pop = fynewidget.NewModalPopUp(widget.NewPad(widget.Pad{Top: gap, Right: gap, Bottom: gap, Left: gap}, content), c)
	pop.Show()
	height := 190 + float32(len(entries))*46
	pop.Resize(fyne.NewSize(min(620, c.Size().Width-2*gap), min(height, c.Size().Height-4*gap)))
	if first != nil {
		c.Focus(first)
	}
}

// badFirst orders the cells: the one that could not be read, then as in the file.
func badFirst(r badRow) []int {
	var out []int
	for i, h := range r.headers {
		if h == r.bad && r.bad != "" {
			out = append(out, i)
		}
	}
	for i, h := range r.headers {
		if h != r.bad || r.bad == "" {
			out = append(out, i)
		}
	}
	return out
}

// labelled is a name beside its box.
type labelled struct{}

func (labelled) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(300, o[1].MinSize().Height)
}
func (labelled) Layout(o []fyne.CanvasObject, size fyne.Size) {
	const name = 170
	h := min(widget.HeightOf(o[0], name), size.Height)
	put(o[0], 0, (size.Height-h)/2, name, h)
	put(o[1], name+theme.Grid, 0, size.Width-name-theme.Grid, size.Height)
}
