package screen

import (
	"image"
	"math"
	"strconv"
	"strings"

	"huiliu/app"
	"huiliu/assets"
	"huiliu/engine"
	"huiliu/reports/doc"
)

// Picture is a drawn chart with what can be pointed at in it.
type Picture struct {
	Image image.Image
	Spots []Spot
	Area  Box // where the data is drawn
	Along app.Along
}

// Box is a rectangle of a picture from its top left corner, in units of the window.
type Box struct{ Left, Top, Right, Bottom float32 }

// Spot is one mark of a chart with what it says when somebody points at it.
type Spot struct {
	Box
	Series, Item int
	Title        string   // "2024-05 · 流失"
	Lines        []string // value, interval, base
	Behind       bool     // [Desk.Behind] lists its customers
}

// spotsOf turns the places of marks into spots.
func spotsOf(c *doc.Chart, w *assets.Words, hits []app.Hit) []Spot {
	r := newReader(c, w)
	out := make([]Spot, len(hits))
	for i, h := range hits {
		s := Spot{Series: h.Series, Item: h.Item, Box: Box{float32(h.Box.Left), float32(h.Box.Top), float32(h.Box.Right), float32(h.Box.Bottom)}}
		s.Title, s.Lines = r.read(h.Series, h.Item)
		s.Behind = !groupBehind(c, h.Series, h.Item).None()
		out[i] = s
	}
	return out
}

// groupBehind is the customers behind a mark; of a heat table series and item are row
// and column.
func groupBehind(c *doc.Chart, series, item int) doc.Group {
	if c.Kind == doc.ChartHeat {
		if series >= 0 && series < len(c.Cells) && item >= 0 && item < len(c.Cells[series]) {
			return c.Cells[series][item].Group
		}
		return doc.Group{}
	}
	if series < 0 || series >= len(c.Series) {
		return doc.Group{}
	}
	return c.Series[series].GroupOf(item)
}

// reader writes what the marks of a chart say.
type reader struct {
	c *doc.Chart
	w *assets.Words
}

// newReader reads a chart with the decimals a single number deserves: the labels of the
// picture have less room.
func newReader(c *doc.Chart, w *assets.Words) reader {
	fine := *c
	switch c.Unit {
	case doc.UnitPercent:
		fine.Digits = max(1, c.Digits)
	case doc.UnitDecimal:
		fine.Digits = max(2, c.Digits)
	}
	return reader{c: &fine, w: w}
}

func (r *reader) say(key string, args map[string]any) string { return r.w.Say("ui.read."+key, args) }

func (r *reader) read(series, item int) (title string, lines []string) {
	switch r.c.Kind {
	case doc.ChartHeat:
		return r.cell(series, item)
	case doc.ChartLine:
		return r.point(series, item)
	}
	return r.bar(series, item)
}

// bar reads a bar, a piece of one, or a dot.
func (r *reader) bar(series, item int) (string, []string) {
	ser := &r.c.Series[series]
	var names []string
	if item < len(r.c.Categories) {
		names = append(names, r.c.Categories[item])
	}
	if len(r.c.Series) > 1 && ser.Name != "" {
		names = append(names, ser.Name)
	}
	v, low, high, count, of := ser.Point(item)
	text := r.value(v)
	if item < len(ser.Labels) && ser.Labels[item] != "" {
		text = ser.Labels[item]
	}
	lines := []string{text}
	if item < len(ser.Open) && ser.Open[item] && r.c.OpenLabel != "" {
		lines[0] += " · " + r.c.OpenLabel
	}
	return strings.Join(names, " · "), append(lines, r.rest(low, high, count, of)...)
}

// value writes a value; what hangs below zero only to be told apart is told without sign.
func (r *reader) value(v float64) string {
	if r.c.Stacked {
		v = math.Abs(v)
	}
	text := r.c.Show(r.c.Unit, v)
	if r.c.Unit == doc.UnitCount && r.c.XUnit == doc.UnitPlain && r.c.Kind != doc.ChartLine {
		text = r.say(oneKey("customers", int64(v)), map[string]any{"n": text})
	}
	return text
}

// rest is interval and base, as far as there are any.
func (r *reader) rest(low, high, count, of float64) []string {
	var out []string
	if !math.IsNaN(low) && !math.IsNaN(high) {
		out = append(out, r.say("interval", map[string]any{"low": r.c.Show(r.c.Unit, low), "high": r.c.Show(r.c.Unit, high)}))
	}
	n := func(v float64) string { return r.w.Decimal(v, 0) }
	switch {
	case !math.IsNaN(count) && !math.IsNaN(of):
		out = append(out, r.say("share", map[string]any{"count": n(count), "of": n(of)}))
	case !math.IsNaN(count):
		out = append(out, r.say(oneKey("customers", int64(count)), map[string]any{"n": n(count)}))
	case !math.IsNaN(of):
		out = append(out, r.say(oneKey("watched", int64(of)), map[string]any{"n": n(of)}))
	}
	return out
}

// point reads a point of a line, and the other lines where they have the same x.
func (r *reader) point(series, item int) (string, []string) {
	ser := &r.c.Series[series]
	x := ser.X[item]
	title := r.c.Show(r.c.XUnit, x)
	if r.c.XLabel != "" {
		title = r.say("at", map[string]any{"axis": r.c.XLabel, "value": title})
	}
	v, low, high, count, of := ser.Point(item)
	lines := append([]string{r.named(ser, v)}, r.rest(low, high, count, of)...)
	for k := range r.c.Series {
		other := &r.c.Series[k]
		if k == series {
			continue
		}
		if y, ok := valueAt(other, x); ok {
			lines = append(lines, r.named(other, y))
		}
	}
	return title, lines
}

func (r *reader) named(ser *doc.Series, v float64) string {
	text := r.c.Show(r.c.Unit, v)
	if ser.Name == "" || len(r.c.Series) == 1 {
		return text
	}
	return r.say("named", map[string]any{"name": ser.Name, "value": text})
}

// valueAt is the value of a line at x: of a step curve the step that holds there, of
// others only a point that stands there.
func valueAt(ser *doc.Series, x float64) (float64, bool) {
	v, ok := math.NaN(), false
	for i := range min(len(ser.X), len(ser.Y)) {
		if ser.X[i] == x || ser.Steps && ser.X[i] <= x {
			v, ok = ser.Y[i], true
		}
	}
	if n := len(ser.X); ser.Steps && n > 0 && x > ser.X[n-1] {
		return 0, false // no longer watched
	}
	return v, ok && !math.IsNaN(v)
}

// cell reads a cell of a heat table.
func (r *reader) cell(row, column int) (string, []string) {
	cell := r.c.Cells[row][column]
	names := []string{r.c.Categories[row]}
	if column < len(r.c.Columns) {
		name := r.c.Columns[column]
		if r.c.XLabel != "" {
			name = r.say("at", map[string]any{"axis": r.c.XLabel, "value": name})
		}
		names = append(names, name)
	}
	title := strings.Join(names, " · ")
	none := math.NaN()
	count, of := none, none
	if cell.Of > 0 {
		count, of = cell.Count, cell.Of
	}
	switch {
	case cell.Open:
		return title, append([]string{r.c.OpenLabel}, r.rest(none, none, count, of)...)
	case cell.Small:
		return title, append([]string{r.say("small", nil)}, r.rest(none, none, count, of)...)
	}
	low, high := none, none
	if r.c.Unit == doc.UnitPercent && of > 0 {
		rate := engine.NewRate(int64(count), int64(of))
		low, high = float64(rate.Low), float64(rate.High)
	}
	return title, append([]string{r.c.Show(r.c.Unit, cell.Value)}, r.rest(low, high, count, of)...)
}

// tsvOf writes a row per mark: its names, value, interval and base.
func tsvOf(c *doc.Chart, w *assets.Words) string {
	var b strings.Builder
	line := func(cells ...string) {
		for i, s := range cells {
			if i > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(strings.NewReplacer("\t", " ", "\n", " ").Replace(s))
		}
		b.WriteByte('\n')
	}
	head := func(key string) string { return w.Say("ui.read.column."+key, nil) }
	number := func(v float64) string {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return ""
		}
		return strconv.FormatFloat(v, 'g', 10, 64)
	}
	line(head("item"), head("series"), head("value"), head("low"), head("high"), head("count"), head("of"))
	for k := range c.Series {
		ser := &c.Series[k]
		for i := range ser.Y {
			name := ""
			switch {
			case i < len(ser.X):
				name = number(ser.X[i])
			case i < len(c.Categories):
				name = c.Categories[i]
			}
			v, low, high, count, of := ser.Point(i)
			line(name, ser.Name, number(v), number(low), number(high), number(count), number(of))
		}
	}
	for i, row := range c.Cells {
		for j, cell := range row {
			column := ""
			if j < len(c.Columns) {
				column = c.Columns[j]
			}
			line(c.Categories[i], column, number(cell.Value), "", "", number(cell.Count), number(cell.Of))
		}
	}
	return b.String()
}
