package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"
	fynewidget "fyne.io/fyne/v2/widget"

	"huiliu/ui/theme"
)

// NewTerm makes a word with a dotted underline that explains itself when clicked.
func NewTerm(text string, tap func(anchor fyne.CanvasObject)) *Press {
	word := canvas.NewText(text, fynetheme.Color(theme.Muted))
	word.TextSize = fynetheme.Size(theme.Body)
	var p *Press
	p = NewPress(&fyne.Container{Layout: &dotted{}, Objects: append([]fyne.CanvasObject{word}, dots(word)...)}, func() { tap(p) })
	p.Radius = 2
	return p
}

// dots are the underline.
func dots(word *canvas.Text) []fyne.CanvasObject {
	n := int(word.MinSize().Width / dotEvery)
	out := make([]fyne.CanvasObject, n)
	for i := range out {
		out[i] = canvas.NewRectangle(fynetheme.Color(theme.Muted))
	}
	return out
}

const dotEvery = 4

type dotted struct{}

func (dotted) MinSize(o []fyne.CanvasObject) fyne.Size { return o[0].MinSize().AddWidthHeight(0, 2) }
func (dotted) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Resize(size.SubtractWidthHeight(0, 2))
	for i, d := range o[1:] {
		d.Move(fyne.NewPos(float32(i)*dotEvery, size.Height-2))
		d.Resize(fyne.NewSize(2, 1))
	}
}

// Note is what a popup says.
type Note struct {
	Title, Body string
	Action      string // text of its button, "" for none
	OnAction    func()
}

const noteWidth = 380

// ShowNote pops an explanation up below an object.
func ShowNote(n Note, anchor fyne.CanvasObject) {
	c := fyne.CurrentApp().Driver().CanvasForObject(anchor)
	if c == nil {
		return
	}
	var pop *fynewidget.PopUp
	column := NewColumn(theme.Grid, NewHeading(n.Title), NewText(n.Body))
	if n.Action != "" {
		column.Add(NewRow(Row{}, fynewidget.NewButton(n.Action, func() { pop.Hide(); n.OnAction() })))
	}
	content := NewPad(Pad{theme.Grid, theme.Grid, theme.Grid, theme.Grid}, column)
	pop = fynewidget.NewPopUp(content, c)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(anchor).AddXY(0, anchor.Size().Height+4)
	at.X = max(0, min(at.X, c.Size().Width-noteWidth-2*theme.Grid))
	height := HeightOf(content, noteWidth) + theme.Grid
	pop.ShowAtPosition(at)
	pop.Resize(fyne.NewSize(noteWidth+2*theme.Grid, height))
}
