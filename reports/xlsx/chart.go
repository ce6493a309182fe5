package xlsx

import (
	"math"

	"github.com/xuri/excelize/v2"

	"huiliu/reports/doc"
)

// fewPoints: a line of so few points shows them.
const fewPoints = 30

// toneColor is the colour-blind safe palette of Okabe and Ito.
func toneColor(t doc.Tone) string {
	switch t {
	case doc.ToneWarning:
		return "D55E00"
	case doc.ToneGood:
		return "009E73"
	case doc.ToneNeutral:
		return "999999"
	case doc.ToneContrast:
		return "E69F00"
	}
	return colorAccent
}

// chart draws a native chart from the cells of its table, in rows kept free for it.
func (b *book) chart(pg *page, at chartSpot) error {
	spec, _ := b.d.FindChart(at.ref.Key)
	sp := b.spots[at.ref.Table]
	if sp == nil || len(sp.table.Rows) == 0 {
		return nil
	}
	series, err := b.series(at.ref, sp)
	if err != nil || len(series) == 0 {
		return err
	}
	label := &excelize.Font{Family: fontName, Size: 9, Color: colorMuted}
	c := &excelize.Chart{
		Type: chartType(at.ref), Series: series,
		Title:        excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: spec.Title, Font: &excelize.Font{Family: fontName, Size: 11, Bold: true, Color: colorInk}}}},
		Format:       excelize.GraphicOptions{Positioning: "oneCell", AltText: spec.Title, OffsetX: 4, OffsetY: 4},
		Dimension:    excelize.ChartDimension{Width: at.width, Height: at.height},
		Legend:       excelize.ChartLegend{Position: "bottom", Font: label},
		ShowBlanksAs: "gap",
		XAxis:        excelize.ChartAxis{Font: *label, Title: axisTitle(spec.XLabel)},
		YAxis:        excelize.ChartAxis{Font: *label, MajorGridLines: true, Title: axisTitle(spec.YLabel), NumFmt: excelize.ChartNumFmt{CustomNumFmt: unitFormat(spec.Unit, spec.Digits)}},
		Border:       excelize.LineOptions{Type: excelize.LineNone},
	}
	b.shape(c, at.ref, spec)
	first, err := excelize.CoordinatesToCellName(at.column, at.row)
	if err != nil {
		return err
	}
	return b.file.AddChart(pg.name, first, c)
}

func (b *book) shape(c *excelize.Chart, ref *doc.ChartRef, spec doc.Chart) {
	gap, least := uint(45), 0.0
	if len(ref.Series) == 1 {
		one := false
		c.Legend.Position, c.VaryColors = "none", &one // else each month is an entry
	}
	switch ref.Kind {
	case doc.ChartBarH:
		c.GapWidth = &gap
		c.XAxis.ReverseOrder = true
		if ref.Key == "race" {
			least = 0.5 // guessing: an AUC has no zero to start from
		}
		c.YAxis.Minimum = &least
		// Values stand at the bars, so that their axis says nothing more.
		c.YAxis.None, c.YAxis.MajorGridLines = true, false
		c.PlotArea.ShowVal, c.PlotArea.NumFmt = true, excelize.ChartNumFmt{CustomNumFmt: labelFormat(spec)}
		// The category axis is the vertical one here: titles change places.
		c.XAxis.Title, c.YAxis.Title = axisTitle(spec.YLabel), axisTitle(spec.XLabel)
	case doc.ChartBars:
		c.GapWidth = &gap
		if len(ref.Series) > 1 {
			c.Legend.Position = "right"
		}
		c.XAxis.Title, c.YAxis.Title = excelize.ChartTitle{}, excelize.ChartTitle{} // the legend and the months say it
		c.XAxis.TickLabelPosition = excelize.ChartTickLabelLow
		c.XAxis.NumFmt = excelize.ChartNumFmt{CustomNumFmt: "yyyy-mm"}
		c.XAxis.Alignment = excelize.Alignment{TextRotation: 90}
		if ref.Stacked && !floats(spec) {
			c.YAxis.Minimum, c.YAxis.Maximum = stackRange(spec)
		}
	case doc.ChartLine:
		c.XAxis.NumFmt = excelize.ChartNumFmt{CustomNumFmt: unitFormat(spec.XUnit, 0)}
		c.XAxis.Minimum = &least
		if !hasNegative(spec) {
			c.YAxis.Minimum = &least
		}
		switch ref.Key {
		case "learning":
			half := 0.5 // guessing, as above
			c.YAxis.Minimum = &half
		case "gains":
			whole := 1.0
			c.XAxis.Maximum, c.YAxis.Maximum = &whole, &whole
		}
	}
}

// floats reports a waterfall: drawn here as steps from zero, whose range is not that
// of the picture.
func floats(spec doc.Chart) bool {
	return len(spec.Series) > 0 && spec.Series[0].Base != nil
}

func hasNegative(spec doc.Chart) bool {
	for _, s := range spec.Series {
		for _, y := range s.Y {
			if y < 0 {
				return true
			}
		}
	}
	return false
}

// stackRange is the range of piled bars; left alone, LibreOffice takes the range of the
// single bars and cuts the piles.
func stackRange(spec doc.Chart) (low, high *float64) {
	var least, most float64
	for i := range spec.Categories {
		var down, up float64
		for _, s := range spec.Series {
			up += max(0, s.Y[i])
			down += min(0, s.Y[i])
		}
		least, most = min(least, down), max(most, up)
	}
	least, most = -roundUp(-least), roundUp(most)
	return &least, &most
}

// roundUp is the next number of the kind 1 to 8 times a power of ten.
func roundUp(v float64) float64 {
	if v <= 0 {
		return 0
	}
	scale := math.Pow10(int(math.Floor(math.Log10(v))))
	for _, step := range []float64{1, 2, 2.5, 3, 4, 5, 6, 8} {
		if step*scale >= v {
			return step * scale
		}
	}
	return 10 * scale
}

func axisTitle(text string) excelize.ChartTitle {
	if text == "" {
		return excelize.ChartTitle{}
	}
	return excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: text, Font: &excelize.Font{Family: fontName, Size: 9, Color: colorMuted}}}}
}

func chartType(ref *doc.ChartRef) excelize.ChartType {
	switch ref.Kind {
	case doc.ChartBarH:
		return excelize.Bar
	case doc.ChartBars:
		if ref.Stacked {
			return excelize.ColStacked
		}
		return excelize.Col
	}
	return excelize.Scatter
}

// labelFormat writes the values at bars, finer than an axis.
func labelFormat(spec doc.Chart) string {
	switch spec.Unit {
	case doc.UnitPercent:
		return "0.0%"
	case doc.UnitDecimal:
		return "0" + decimals(spec.Digits)
	}
	return "#,##0"
}

func unitFormat(u doc.Unit, digits int) string {
	switch u {
	case doc.UnitPercent:
		return "0%"
	case doc.UnitDecimal:
		return "0" + decimals(min(digits, 2))
	}
	return "#,##0"
}

// series point at the cells of the table; changing a cell changes the chart.
func (b *book) series(ref *doc.ChartRef, sp *spot) ([]excelize.ChartSeries, error) {
	to := ref.To
	if to == 0 {
		to = len(sp.table.Rows)
	}
	x, err := sp.rangeOf(sp.table.ColumnIndex(ref.X), ref.From, to, true)
	if err != nil {
		return nil, err
	}
	var out []excelize.ChartSeries
	for _, column := range ref.Series {
		j := sp.table.ColumnIndex(column.Column)
		y, err := sp.rangeOf(j, ref.From, to, true)
		if err != nil {
			return nil, err
		}
		name, err := excelize.CoordinatesToCellName(sp.column[j], sp.header, true)
		if err != nil {
			return nil, err
		}
		s := excelize.ChartSeries{Name: sp.page.quoted() + "!" + name, Categories: x, Values: y, Fill: solid(toneColor(column.Tone))}
		if ref.Kind == doc.ChartLine {
			s.Line = excelize.LineOptions{Type: excelize.LineSolid, Width: 2}
			s.Marker = excelize.ChartMarker{Symbol: "none"}
			if to-ref.From <= fewPoints {
				s.Marker = excelize.ChartMarker{Symbol: "circle", Size: 5, Fill: s.Fill}
			}
			if column.Tone == doc.ToneNeutral {
				s.Line.Width, s.Line.Dash = 1, excelize.LineDashDash
			}
		}
		out = append(out, s)
	}
	return out, nil
}
