package page

import (
	"math"

	"fyne.io/fyne/v2"

	"huiliu/ui/theme"
	"huiliu/ui/widget"
)

// Distances of a screen.
const (
	margin     = 3 * theme.Grid
	gap        = 2 * theme.Grid
	sideWidth  = 264
	leftWidth  = 316
	narrow     = 820 // below this the next steps stand under the chart
	leastChart = 200
	mostChart  = 520
	leastTable = 132
	leastNames = 260
)

// sheetLayout places answer, evidence, next steps and table for the room there is.
type sheetLayout struct {
	head, picks  *fyne.Container
	answer, more *widget.Text
	chart        fyne.CanvasObject
	left         fyne.CanvasObject // controls on the left, full height; may be nil
	side         *fyne.Container   // own controls and next steps
	names, tools *fyne.Container
	folded       fyne.CanvasObject // the names as a list to open
	note         *widget.Text
	table        fyne.CanvasObject
	empty        *fyne.Container
	compact      bool               // own controls in a strip above the chart, next steps left out
	least        float32            // height of the chart below such a strip
	wordy        bool               // further sentences stay in a small window
	set          fyne.ThemeSizeName // size of the answer as last drawn
	viewport     float32            // height of the window's part
	need         float32            // height that is needed
	measuring    bool
	blank        bool // no results: only head and empty
	hasChart     bool
	hasTable     bool
}

// MinSize implements fyne.Layout; the height is what the last arrangement needed.
func (l *sheetLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(640, l.need) }

// fit finds out how high the screen must be in a viewport of this size.
func (l *sheetLayout) fit(viewport fyne.Size) {
	l.viewport = viewport.Height
	l.measuring = true
	l.need = l.arrange(viewport)
	l.measuring = false
}

// Layout implements fyne.Layout.
func (l *sheetLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	if l.viewport == 0 || size.Width <= 2*margin {
		return
	}
	l.arrange(size)
}

// put places an object, unless only the height is asked for.
func (l *sheetLayout) put(o fyne.CanvasObject, x, y, w, h float32) {
	if !l.measuring {
		put(o, x, y, w, h)
	}
}

// arrange places everything and returns the height that was needed.
func (l *sheetLayout) arrange(size fyne.Size) float32 {
	width := size.Width - 2*margin
	y := float32(margin) - 4
	l.squeeze(fyne.NewSize(size.Width, l.viewport))
	h := widget.HeightOf(l.head, width)
	l.put(l.head, margin, y, width, h)
	y += h + gap
	l.show(!l.blank)
	if l.blank {
		h := widget.HeightOf(l.empty, min(width, 640))
		l.put(l.empty, margin, y, min(width, 640), h)
		if l.left != nil {
			l.left.Hide()
		}
		return y + h
	}
	x := float32(margin)
	if l.left != nil {
		l.left.Show()
		l.put(l.left, x, y, leftWidth, size.Height-y-gap)
		x += leftWidth + margin
		width -= leftWidth + margin
	}
	y = l.evidence(x, y, width)
	if !l.hasTable {
		return y
	}
	return l.list(x, y, width, size.Height)
}

// squeeze keeps the words of the head small in a small window.
func (l *sheetLayout) squeeze(size fyne.Size) {
	scale := theme.Answer
	small := size.Height < shortWindow || size.Width < narrow
	l.answer.Scale = scale
	if small || l.answer.HeightFor(size.Width-2*margin) > mostAnswer {
		l.answer.Scale = theme.Tight
	}
	l.more.Hidden = l.more.String() == "" || small && !l.wordy
	if l.set != l.answer.Scale {
		l.set = l.answer.Scale
		l.answer.Refresh()
	}
}

// shortWindow is the height below which only what matters most is shown.
const shortWindow = 640

// mostAnswer is the height above which an answer is set smaller: two lines.
const mostAnswer = 60

func (l *sheetLayout) show(on bool) {
	set := func(o fyne.CanvasObject, visible bool) {
		if visible {
			o.Show()
		} else {
			o.Hide()
		}
	}
	set(l.picks, on && l.hasChart)
	set(l.chart, on && l.hasChart)
	set(l.side, on)
	for _, o := range []fyne.CanvasObject{l.tools, l.table} {
		set(o, on && l.hasTable)
	}
	set(l.note, on && l.hasTable && l.note.String() != "")
	if !on || !l.hasTable {
		l.names.Hide()
		l.folded.Hide()
	}
}

// evidence places chart and next steps and returns where the table begins.
func (l *sheetLayout) evidence(x, y, width float32) float32 {
	if l.compact {
		if h := widget.HeightOf(l.side, width); h > 0 {
			l.put(l.side, x, y, width, h)
			y += h + gap
		}
		if !l.hasChart {
			return y
		}
		return l.picture(x, y, width, max(leastChart-20, l.least), 0)
	}
	beside := l.hasChart && width >= narrow
	if beside {
		chartWidth := width - sideWidth - margin
		sideHeight := widget.HeightOf(l.side, sideWidth)
		l.put(l.side, x+chartWidth+margin, y, sideWidth, sideHeight)
		return l.picture(x, y, chartWidth, leastChart, sideHeight)
	}
	if l.hasChart {
		y = l.picture(x, y, width, leastChart, 0)
	}
	sideHeight := widget.HeightOf(l.side, width)
	l.put(l.side, x, y, width, sideHeight)
	return y + sideHeight + gap
}

// picture places the chart with its names and returns what comes below; it is at
// least as high as what stands beside it.
func (l *sheetLayout) picture(x, y, width, least, beside float32) float32 {
	room := l.viewport - y
	picks := l.picks.MinSize().Height
	height := min(max(room*0.52-picks, least), mostChart)
	if !l.hasTable {
		height = max(least, room-picks-gap)
	}
	height = max(height, beside-picks)
	l.put(l.picks, x, y, width, picks)
	l.put(l.chart, x, y+picks+4, width, height)
	return y + picks + height + gap
}

// list places the table with its names and tools and returns the height it needs.
func (l *sheetLayout) list(x, y, width, bottom float32) float32 {
	tools := l.tools.MinSize()
	namesWidth := width - tools.Width - gap
	if namesWidth < leastNames {
		names := l.pick(width)
		nh := widget.HeightOf(names, width)
		l.put(names, x, y, l.roomFor(names, width), nh)
		y += nh + 4
		l.put(l.tools, x+width-tools.Width, y, tools.Width, tools.Height)
		y += tools.Height + 4
	} else {
		names := l.pick(namesWidth)
		nh := widget.HeightOf(names, namesWidth)
		l.put(names, x, y+(tools.Height-nh)/2, min(namesWidth, l.roomFor(names, namesWidth)), nh)
		l.put(l.tools, x+width-tools.Width, y, tools.Width, tools.Height)
		y += max(nh, tools.Height) + 4
	}
	if l.note.String() != "" {
		h := l.note.HeightFor(width)
		l.put(l.note, x, y, width, h)
		y += h
	}
	l.put(l.table, x, y, width, max(leastTable, bottom-y-theme.Grid))
	return y + leastTable + theme.Grid
}

// oneLine is the height of names that stand in one line.
const oneLine = 40

// pick shows the names side by side when they fit in one line, else as a list to open.
func (l *sheetLayout) pick(width float32) fyne.CanvasObject {
	if widget.HeightOf(l.names, width) <= oneLine {
		l.names.Show()
		l.folded.Hide()
		return l.names
	}
	l.names.Hide()
	l.folded.Show()
	return l.folded
}

func (l *sheetLayout) roomFor(names fyne.CanvasObject, width float32) float32 {
	if names == l.folded {
		return min(width, 260)
	}
	return width
}

// scrolled lets a screen scroll when the window is too low for it.
type scrolled struct {
	sheet *sheetLayout
}

func (s *scrolled) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(640, 300) }
func (s *scrolled) Layout(o []fyne.CanvasObject, size fyne.Size) {
	s.sheet.fit(size)
	for _, c := range o {
		c.Resize(size)
		c.Refresh()
	}
}

func put(o fyne.CanvasObject, x, y, w, h float32) {
	// Whole pixels keep pictures sharp; never smaller than wanted, or scroll bars appear.
	o.Move(fyne.NewPos(float32(math.Round(float64(x))), float32(math.Round(float64(y)))))
	o.Resize(fyne.NewSize(float32(math.Round(float64(w))), float32(math.Ceil(float64(h)))))
}
