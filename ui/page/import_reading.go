package page

import (
	"math"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	fynewidget "fyne.io/fyne/v2/widget"

	"huiliu/app/screen"
	"huiliu/ui/theme"
	"huiliu/ui/widget"
)

// readingPane is the step that says how the file is read, with its first lines. The
// ways to read it differently are shown when there is doubt, or when asked for.
type readingPane struct {
	host      *Host
	root      *container.Scroll
	sentence  *widget.Text
	hint      *widget.Text
	facts     *fyne.Container
	change    *widget.Button
	encodings *widget.Pick
	choosers  *fyne.Container
	chooser   map[string]*widget.Choose
	part      *fynewidget.Entry
	partBox   *fyne.Container
	rows      *widget.Table
	view      *screen.ReadingView
	shown     []screen.EncodingView
	preview   [][]string
	id        int
}

func newReadingPane(h *Host) *readingPane {
	p := &readingPane{host: h, sentence: widget.NewHeading(""), hint: widget.NewText(""), rows: widget.NewTable(), chooser: map[string]*widget.Choose{}}
	p.facts = widget.NewRow(widget.Row{Gap: gap, Wrap: true})
	p.change = widget.NewButton("", func() { h.Desk.OpenReading(!p.view.Open) })
	p.encodings = widget.NewPick(func(i int) { h.Desk.SetReading(p.view.Table, "encoding", p.view.Encodings[i].Key) })
	p.choosers = widget.NewRow(widget.Row{Gap: gap, Wrap: true})
	p.part = fynewidget.NewEntry()
	p.part.SetPlaceHolder(h.say("ui.reading.range.all"))
	p.part.OnSubmitted = func(text string) { h.Desk.SetReading(p.view.Table, "range", text) }
	p.partBox = widget.NewColumn(2, fixedText(widget.NewCaption(h.say("ui.reading.range"))), widget.NewFixed(150, 0, p.part))
	p.root = newTopped(widget.NewColumn(theme.Grid, p.sentence, p.hint, p.facts, p.encodings, p.choosers), p.rows, leastPreview)
	return p
}

func (p *readingPane) apply(v *screen.ReadingView) {
	p.view = v
	p.sentence.Color = fynetheme.ColorNameForeground
	if v.Doubt {
		p.sentence.Color = fynetheme.ColorNameWarning
	}
	p.sentence.SetText(v.Sentence)
	p.sentence.Refresh()
	hint := v.Hint
	if v.Waiting != "" {
		hint = v.Waiting
	}
	setOrHide(p.hint, hint)
	p.applyFacts(v)
	p.applyEncodings(v.Encodings)
	p.applyChoosers(v)
	show(p.rows, len(v.Rows) > 0)
	if rows := append([][]string{v.Header}, v.Rows...); !slices.EqualFunc(p.preview, rows, slices.Equal) {
		p.id++
		p.preview = rows
		p.rows.SetData(previewData(v, p.id))
	}
	p.root.Content.Refresh()
	p.root.Refresh()
}

// leastPreview is the height that the first lines always have.
const leastPreview = 150

func (p *readingPane) applyFacts(v *screen.ReadingView) {
	key := "ui.reading.change"
	if v.Open {
		key = "ui.reading.keep"
	}
	p.change.SetText(p.host.say(key))
	show(p.change, v.Changeable && !v.Doubt)
	p.facts.Objects = nil
	for _, f := range v.Facts {
		p.facts.Add(fixedText(widget.NewCaption(f.Label + p.host.say("ui.colon") + f.Text)))
	}
	p.facts.Add(p.change)
	show(p.facts, len(v.Facts) > 0 || p.change.Visible())
}

// applyEncodings lists the encodings with a line of the file as each would read.
func (p *readingPane) applyEncodings(list []screen.EncodingView) {
	show(p.encodings, len(list) > 0)
	if slices.Equal(p.shown, list) {
		return
	}
	p.shown = list
	items := make([]fyne.CanvasObject, len(list))
	chosen := -1
	for i, e := range list {
		name, sample, word := widget.NewHeading(e.Name), widget.NewText(e.Sample), widget.NewCaption(e.Word)
		name.Lines, sample.Lines, word.Lines = 1, 1, 1
		if e.Fits {
			word.Color = fynetheme.ColorNamePrimary
		}
		items[i] = &fyne.Container{Layout: &encodingLayout{}, Objects: []fyne.CanvasObject{name, word, sample}}
		if e.Chosen {
			chosen = i
		}
	}
	p.encodings.SetItems(items, chosen)
}

// encodingLayout is name, judgement and sample in a row.
type encodingLayout struct{}

func (encodingLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(300, 20) }
func (encodingLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	const name, word = 170, 90
	put(o[0], 0, 0, name, size.Height)
	put(o[1], name+theme.Grid, 2, word, size.Height)
	put(o[2], name+word+2*theme.Grid, 0, max(60, size.Width-name-word-2*theme.Grid), size.Height)
}

func (p *readingPane) applyChoosers(v *screen.ReadingView) {
	p.choosers.Objects = nil
	for _, c := range v.Choosers {
		w := p.chooser[c.Key]
		if w == nil {
			w = widget.NewChoose(func(key string) { p.host.Desk.SetReading(p.view.Table, c.Key, key) })
			p.chooser[c.Key] = w
		}
		w.Set(options(c.Choices), c.Chosen)
		width := float32(130)
		if c.Key == "header" {
			width = 300
		}
		p.choosers.Add(widget.NewColumn(2, fixedText(widget.NewCaption(c.Label)), widget.NewFixed(width, 0, w)))
	}
	if v.Open && v.CanRange {
		p.choosers.Add(p.partBox)
		if c := fyne.CurrentApp().Driver().CanvasForObject(p.part); c == nil || c.Focused() != p.part {
			p.part.SetText(v.Range)
		}
	}
	show(p.choosers, len(p.choosers.Objects) > 0)
}

// previewWidth bounds a column of the preview in characters.
const previewWidth = 24

func previewData(v *screen.ReadingView, id int) widget.TableData {
	d := widget.TableData{ID: id}
	for i, h := range v.Header {
		d.Columns = append(d.Columns, widget.TableColumn{Header: h, Chars: max(5, screen.TextWidth(h)+1), Right: i == 0})
	}
	for _, row := range v.Rows {
		cells := make([]widget.TableCell, len(d.Columns))
		for j := range cells {
			cells[j].Number, cells[j].Muted = math.NaN(), j == 0
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

// topped puts the first object on top and gives the second the rest, at least so much
// that it can be read; inside a scroller the whole is then higher than the window.
type topped struct {
	least float32
	width float32 // of the last layout
}

func (t *topped) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(400, widget.HeightOf(o[0], max(t.width, 400))+theme.Grid+t.least)
}

func (t *topped) Layout(o []fyne.CanvasObject, size fyne.Size) {
	t.width = size.Width
	h := widget.HeightOf(o[0], size.Width)
	put(o[0], 0, 0, size.Width, h)
	put(o[1], 0, h+theme.Grid, size.Width, max(t.least, size.Height-h-theme.Grid))
}

// newTopped is such a pair that scrolls when the window is low.
func newTopped(top, rest fyne.CanvasObject, least float32) *container.Scroll {
	return container.NewVScroll(&fyne.Container{Layout: &topped{least: least}, Objects: []fyne.CanvasObject{top, rest}})
}
