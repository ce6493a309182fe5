package page

import (
	"reflect"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
	fynewidget "fyne.io/fyne/v2/widget"

	"huiliu/app/screen"
	"huiliu/ui/theme"
	"huiliu/ui/widget"
)

// opinion shows the risk index, and lets indicators be compared two by two: choose a cell
// of the matrix, move the slider; weights and consistency follow at once.
type opinion struct {
	*sheet
	box    *fyne.Container
	grid   *fyne.Container
	cells  [][]*widget.Text
	press  [][]*widget.Press
	weight []*widget.Text
	slide  *slide
	says   *widget.Text
	author *fynewidget.Entry
	ways   *widget.Tabs
	pairs  *fyne.Container // compared two by two
	hand   *weights        // typed
	view   *screen.IndexView
	matrix [][]float64
	row    int
	column int
	moving bool
}

func newOpinion(h *Host) *opinion {
	o := &opinion{says: widget.NewText(""), author: fynewidget.NewEntry()}
	o.grid = &fyne.Container{Layout: &matrixLayout{}}
	o.slide = newSlide(o.moved)
	o.author.SetPlaceHolder(h.say("ui.index.author"))
	keep := widget.NewButton(h.say("ui.index.keep"), func() { h.Desk.KeepOpinion(o.author.Text, o.view.Keys, o.matrix) })
	reset := widget.NewButton(h.say("ui.index.reset"), o.reset)
	o.pairs = widget.NewColumn(theme.Grid, o.grid,
		widget.NewRow(widget.Row{Gap: 2 * theme.Grid, Wrap: true}, widget.NewFixed(420, 0, o.slide.object), widget.NewFixed(200, 0, o.author), keep, reset), o.says)
	o.hand = newWeights(h)
	o.ways = widget.NewTabs(o.turn)
	o.ways.Set([]string{h.say("ui.index.pairs"), h.say("ui.index.hand")})
	o.box = widget.NewColumn(theme.Grid, o.ways.Object, o.pairs, o.hand.object)
	o.turn(0)
	o.sheet = newSheet(h, nil, o.box)
	o.sheet.layout.compact = true
	o.sheet.lead()
	o.sheet.next.Hide()
	return o
}

func (o *opinion) apply(v screen.View) {
	old := o.view
	o.view = v.Index
	o.box.Hidden = v.Index == nil || len(v.Index.Matrix) < 2
	if !o.box.Hidden && (old == nil || !reflect.DeepEqual(old, v.Index)) {
		o.build()
		o.reset()
		o.hand.set(v.Index.Hand)
		if old == nil && v.Index.Hand.Kept != "" {
			o.ways.Choose(1)
		}
	}
	o.sheet.apply(v)
}

// turn shows one way of weighing: 0 two by two, 1 by hand.
func (o *opinion) turn(way int) {
	if o.hand == nil {
		return
	}
	o.pairs.Hidden, o.hand.object.Hidden = way != 0, way != 1
	if o.sheet != nil {
		o.sheet.outer.Refresh()
	}
}

// build makes the cells of the matrix.
func (o *opinion) build() {
	n := len(o.view.Names)
	o.grid.Objects, o.cells, o.press, o.weight = nil, nil, nil, nil
	o.grid.Layout = &matrixLayout{size: n}
	head := func(text string) *widget.Text {
		t := widget.NewCaption(text)
		t.Lines = 1
		o.grid.Add(t)
		return t
	}
	head(o.host.say("ui.index.pick"))
	for k := range n {
		head(strconv.Itoa(k + 1))
	}
	head(o.host.say("ui.index.weights"))
	for i, name := range o.view.Names {
		head(strconv.Itoa(i+1) + " " + name)
		var texts []*widget.Text
		var presses []*widget.Press
		for k := range n {
			t := widget.NewCaption("")
			t.Lines = 1
			p := widget.NewPress(widget.NewPad(widget.Pad{Left: 4, Right: 4, Top: 1, Bottom: 1}, t), func() { o.choose(i, k) })
			texts, presses = append(texts, t), append(presses, p)
			o.grid.Add(p)
		}
		o.cells, o.press = append(o.cells, texts), append(o.press, presses)
		o.weight = append(o.weight, head(""))
	}
}

// reset goes back to the comparisons that are kept.
func (o *opinion) reset() {
	if o.view == nil {
		return
	}
	o.matrix = nil
	for _, row := range o.view.Matrix {
		o.matrix = append(o.matrix, slices.Clone(row))
	}
	o.author.SetText(o.view.Author)
	o.choose(0, 1)
}

// choose turns the slider to one comparison; what is compared with itself is not.
func (o *opinion) choose(row, column int) {
	if row == column {
		return
	}
	o.row, o.column = row, column
	o.moving = true
	o.slide.set(screen.Slide{Low: -8, High: 8, Step: 1, Value: screen.StepOf(o.matrix[row][column])})
	o.moving = false
	o.show()
}

// moved takes the slider's comparison.
func (o *opinion) moved() {
	if o.moving || o.matrix == nil {
		return
	}
	v := screen.Compared(o.slide.at())
	o.matrix[o.row][o.column], o.matrix[o.column][o.row] = v, 1/v
	o.show()
}

// show writes what the comparisons come to.
func (o *opinion) show() {
	j := o.host.Desk.Judge(o.matrix)
	for i, row := range j.Cells {
		for k, text := range row {
			o.cells[i][k].SetText(text)
			o.press[i][k].Choose(i == o.row && k == o.column)
		}
	}
	for i, text := range j.Weights {
		o.weight[i].SetText(text)
	}
	o.slide.label.SetText(o.host.Desk.SayComparison(o.view.Names[o.row], o.view.Names[o.column], o.matrix[o.row][o.column]))
	o.slide.value.SetText(j.CR)
	o.says.SetText(j.Says)
	o.says.Color = fynetheme.ColorNameForeground
	if j.Bad {
		o.says.Color = "warning"
	}
	o.says.Refresh()
	o.sheet.outer.Refresh()
}

// matrixLayout is a table of names, cells of one width, and weights.
type matrixLayout struct{ size int }

const (
	matrixName = 210
	matrixCell = 48
	matrixLine = 22
)

// MinSize implements fyne.Layout.
func (m *matrixLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(float32(matrixName+(m.size+1)*matrixCell), float32((m.size+1)*matrixLine))
}

// Layout implements fyne.Layout.
func (m *matrixLayout) Layout(objects []fyne.CanvasObject, _ fyne.Size) {
	for i, o := range objects {
		row, column := i/(m.size+2), i%(m.size+2)
		if column == 0 {
			put(o, 0, float32(row*matrixLine), matrixName-4, matrixLine)
			continue
		}
		put(o, float32(matrixName+(column-1)*matrixCell), float32(row*matrixLine), matrixCell-2, matrixLine)
	}
}
