package doc

import (
	"math"
	"strings"

	"huiliu/assets"
)

// ChartKind says how a chart is drawn.
type ChartKind string

// The kinds of chart. Value axis means x for horizontal kinds, y for the others.
const (
	// ChartBarH draws one horizontal bar per category, first category on top, with
	// intervals and value labels: causes, churn by attribute.
	ChartBarH ChartKind = "bar_h"
	// ChartBars draws vertical bars per category, several series side by side or
	// Stacked; negative values hang below zero: customer flow.
	ChartBars ChartKind = "bars"
	// ChartLine draws lines over a numeric x axis with bands, references and marks:
	// gap curve, definition sweep, budget curve, calibration.
	ChartLine ChartKind = "line"
	// ChartHeat draws a table of coloured cells: cohorts, natural return.
	ChartHeat ChartKind = "heat"
	// ChartDots draws one dot with its interval per category: race AUCs.
	ChartDots ChartKind = "dots"
)

// Unit says how a number of a chart is written.
type Unit string

// The units. The zero Unit is a plain number with as many decimals as it needs.
const (
	UnitPlain   Unit = ""
	UnitCount   Unit = "count"   // 1,234
	UnitPercent Unit = "percent" // a fraction: 0.417 is 41.7%
	UnitMoney   Unit = "money"   // with Chart.Currency
	UnitDecimal Unit = "decimal" // with Chart.Digits decimals
	UnitDay     Unit = "day"     // x axis of a line chart only: days since 1970-01-01 (engine.Day)
)

// Tone picks a colour by meaning; the renderer owns the palette.
type Tone string

// The tones. ToneAuto takes the next palette colour for each series.
const (
	ToneAuto     Tone = ""
	ToneAccent   Tone = "accent"   // the thing the title talks about
	ToneWarning  Tone = "warning"  // lost, wrong, beyond the limit
	ToneGood     Tone = "good"     // new, returned, earned
	ToneNeutral  Tone = "neutral"  // unexplained, plain rule, everything else
	ToneContrast Tone = "contrast" // a second group beside accent: rule and model
)

// Chart is a chart as plain data: what to show and in which words, never how. All
// texts are already in the reader's language. NaN and infinite values are gaps.
type Chart struct {
	Key        string      // stable name, used for file names: "causes_customers"
	Kind       ChartKind   // how to draw
	Lang       assets.Lang // how numbers are written; empty means Chinese
	Title      string      // the finding, one sentence
	Name       string      // a few characters beside other charts; empty: known by its key
	XLabel     string      // axis title with unit
	YLabel     string      // axis title with unit
	Note       string      // small print below: base, definition; the text of an empty chart
	OpenLabel  string      // what hatching means ("窗口未走完")
	Unit       Unit        // of the value axis or the heat cells
	XUnit      Unit        // of the x axis of a line chart
	Digits     int         // decimals of labels for UnitPercent and UnitDecimal
	Currency   string      // symbol or code for UnitMoney; may be empty
	Categories []string    // items of bars and dots; rows of a heat table
	Columns    []string    // columns of a heat table
	Series     []Series    // bars, lines, dots
	Cells      [][]Cell    // heat table: Cells[row][column]; short rows are blank on the right
	Stacked    bool        // ChartBars: pile series instead of side by side
	References []Reference // lines to compare with
	Marks      []Mark      // points to point at, line charts only
	FixedRange *[2]float64 // value axis limits; nil lets the data decide
}

// Series is one set of values. Low and High are interval ends; leave them nil, or NaN
// per item, where there is none.
type Series struct {
	Name   string
	Tone   Tone
	X      []float64 // line charts only, ascending
	Y      []float64 // value per category, or per X
	Low    []float64
	High   []float64
	Base   []float64 // ChartBars, not Stacked: where each bar starts; nil is zero (waterfall)
	Labels []string  // value labels; nil lets the renderer format Y, "" shows none
	Count  []float64 // customers an item counts, where Y is not that count; NaN or nil for none
	Of     []float64 // of how many: the base of a rate, those at risk
	Groups []Group   // customers behind an item, to be listed; nil for none
	Tones  []Tone    // bars and dots: colour per item; nil uses Tone
	Open   []bool    // bars: hatched, the period has not run its course
	Dashed bool      // lines: a plan, a rule, a comparison
	Steps  bool      // lines: a step curve such as Kaplan–Meier
	Stems  bool      // lines: each point stands on its own stem from zero, purchases on a time line
}

// Reference is a straight line with a label: last year, the plain rule, the overall rate.
type Reference struct {
	Value    float64 // on the value axis, or on x with OnX
	OnX      bool    // line charts: a vertical line at x = Value
	Diagonal bool    // line charts: y = x, Value is ignored
	Label    string
	Tone     Tone // ToneAuto is neutral
}

// Mark points at one spot of a line chart: the chosen window, the best budget.
type Mark struct {
	X, Y  float64
	Label string
	Tone  Tone // ToneAuto is accent
}

// Cell is one cell of a heat table. An Open cell is hatched; a NaN value that is not
// Open is blank.
type Cell struct {
	Value float64
	Label string // empty lets the renderer format Value
	Open  bool
	Small bool    // base too small: drawn pale, label "—"
	Count float64 // customers counted, 0 where Value is no share of customers
	Of    float64 // of how many
	Group Group   // customers behind the cell
}

// Empty reports whether the chart has no finite value to draw.
func (c Chart) Empty() bool {
	for _, s := range c.Series {
		for _, v := range s.Y {
			if isFinite(v) {
				return false
			}
		}
	}
	for _, row := range c.Cells {
		for _, cell := range row {
			if isFinite(cell.Value) {
				return false
			}
		}
	}
	return true
}

// Show writes a value in the chart's language: "41.7%", "¥1.2 万", "—" for none.
func (c *Chart) Show(u Unit, v float64) string {
	w := assets.Numbers(c.Lang)
	if !isFinite(v) {
		return "—"
	}
	switch u {
	case UnitPercent:
		return w.Percent(v, c.Digits)
	case UnitMoney:
		return w.Money(v, c.Currency)
	case UnitDecimal:
		return w.Decimal(v, c.Digits)
	case UnitCount:
		return w.Decimal(v, 0)
	}
	text := w.Decimal(v, 2)
	if strings.Contains(text, ".") {
		text = strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
	}
	return text
}

// nan is the absence of a number.
var nan = math.NaN()

func isFinite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
