package page

import (
	"math"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"huiliu/app/screen"
	"huiliu/ui/theme"
	"huiliu/ui/widget"
)

// readingPane is the step that says how the file is read, with its first rows.
type readingPane struct {
	host     *Host
	root     *fyne.Container
	sentence *widget.Text
	hint     *widget.Text
	facts    *fyne.Container
	rows     *widget.Table
	shown    *screen.ReadingView
	id       int
}

func newReadingPane(h *Host) *readingPane {
	p := &readingPane{host: h, sentence: widget.NewHeading(""), hint: widget.NewText(""), rows: widget.NewTable()}
	p.facts = widget.NewRow(widget.Row{Gap: 3 * theme.Grid, Wrap: true})
	p.root = &fyne.Container{Layout: &topped{}, Objects: []fyne.CanvasObject{
		widget.NewColumn(theme.Grid, p.sentence, p.hint, p.facts), p.rows}}
	return p
}

func (p *readingPane) apply(v *screen.ReadingView) {
	p.sentence.Color = fynetheme.ColorNameForeground
	if v.Doubt {
		p.sentence.Color = fynetheme.ColorNameWarning
	}
	p.sentence.SetText(v.Sentence)
	setOrHide(p.hint, v.Hint)
	p.facts.Objects = nil
	for _, f := range v.Facts {
		p.facts.Add(fixedText(widget.NewCaption(f.Label + p.host.say("ui.colon") + f.Text)))
	}
	show(p.rows, len(v.Rows) > 0)
	if p.shown == nil || !sameRows(p.shown, v) {
		p.id++
		p.rows.SetData(previewData(v, p.id))
	}
	p.shown = v
	p.root.Refresh()
}

func sameRows(a, b *screen.ReadingView) bool {
	if len(a.Rows) != len(b.Rows) || len(a.Header) != len(b.Header) {
		return false
	}
	for i := range a.Header {
		if a.Header[i] != b.Header[i] {
			return false
		}
	}
	for i := range a.Rows {
		for j := range a.Rows[i] {
			if j >= len(b.Rows[i]) || a.Rows[i][j] != b.Rows[i][j] {
				return false
			}
		}
	}
	return true
}

// previewWidth bounds a column of the preview in characters.
const previewWidth = 22

func previewData(v *screen.ReadingView, id int) widget.TableData {
	d := widget.TableData{ID: id}
	for _, h := range v.Header {
		d.Columns = append(d.Columns, widget.TableColumn{Header: h, Chars: 8})
	}
	for _, row := range v.Rows {
		cells := make([]widget.TableCell, len(d.Columns))
		for j := range cells {
			cells[j].Number = math.NaN()
			if j < len(row) {
				cells[j].Text = row[j]
				d.Columns[j].Chars = min(max(d.Columns[j].Chars, screen.TextWidth(row[j])+1), previewWidth)
			}
		}
		d.Rows = append(d.Rows, cells)
	}
	return d
}

func fixedText(t *widget.Text) fyne.CanvasObject {
	t.Lines = 1
	return widget.NewFixed(t.NaturalWidth()+4, 0, t)
}

// topped puts the first object on top and gives the second the rest.
type topped struct{}

func (topped) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(400, 160) }
func (topped) Layout(o []fyne.CanvasObject, size fyne.Size) {
	h := widget.HeightOf(o[0], size.Width)
	put(o[0], 0, 0, size.Width, h)
	put(o[1], 0, h+theme.Grid, size.Width, max(80, size.Height-h-theme.Grid))
}
