package describe

import (
	"cmp"
	"context"
	_ "embed" // the question is a .sql file
	"maps"
	"math"
	"slices"
	"strconv"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/store"
)

//go:embed sql/attributes.sql
var attributesSQL string

const (
	// maxLevels is how many levels a reader can take in; the rest is collapsed.
	maxLevels = 12
	// Keys of levels that are not values of the file: describe.level.<key>.
	levelOther   = "other"
	levelUnknown = "unknown"
)

// cell is one level or band of one attribute as the question returns it.
type cell struct {
	name           string
	built, key     bool
	position, band int
	label          string
	whole, ordered bool // ordered: a number or a band of numbers, kept in that order
	least, most    store.NullFloat
	low, high      store.NullFloat // band edges, (low, high]; none = open
	churned, base  int64
}

// loadAttributes compares churn by attribute among the customers behind all, the
// headline rate. outcome names columns that only restate who left.
func loadAttributes(ctx context.Context, r store.Reader, d churn.Definition, all engine.Rate) (attributes []Attribute, outcome []string, err error) {
	cells, err := readCells(ctx, r, attributeParams(d))
	if err != nil {
		return nil, nil, err
	}
	attributes, outcome = []Attribute{}, []string{}
	for len(cells) > 0 {
		n := 1
		for n < len(cells) && cells[n].name == cells[0].name && cells[n].built == cells[0].built {
			n++
		}
		a := attributeOf(cells[:n], all)
		switch {
		case restatesOutcome(a):
			outcome = append(outcome, a.Name)
		case len(a.Levels) > 1:
			attributes = append(attributes, a)
		}
		cells = cells[n:]
	}
	slices.SortStableFunc(attributes, func(a, b Attribute) int { return cmp.Compare(b.Spread, a.Spread) })
	return attributes, outcome, nil
}

// attributeParams says whom the question is about.
func attributeParams(d churn.Definition) store.Params {
	p := d.Ends()
	if d.Business == churn.Contractual { // no purchase is looked at
		p["contractual"], p["as_of"], p["from"], p["window"], p["times"] = true, engine.Day(0), engine.Day(0), 0, 0
		return p
	}
	maps.Copy(p, d.Silence())
	p["contractual"], p["from"] = false, periodStart(d)
	return p
}

func readCells(ctx context.Context, r store.Reader, p store.Params) ([]cell, error) {
	return store.All(ctx, r, attributesSQL, p, func(scan store.Scan, c *cell) error {
		return scan(&c.name, &c.built, &c.key, &c.position, &c.band, &c.label, &c.whole, &c.ordered,
			&c.least, &c.most, &c.low, &c.high, &c.churned, &c.base)
	})
}

// attributeOf turns the cells of one attribute into levels: numbers and stages in
// their order, texts from the most to the least frequent, then other and unknown.
func attributeOf(cells []cell, all engine.Rate) Attribute {
	a := Attribute{Name: cells[0].name, Built: cells[0].built, All: all}
	cells = slices.Clone(cells)
	switch {
	case cells[0].key:
		slices.SortFunc(cells, func(x, y cell) int { return cmp.Compare(keyOrder(x.label), keyOrder(y.label)) })
	case !cells[0].ordered:
		slices.SortStableFunc(cells, func(x, y cell) int {
			return cmp.Or(cmp.Compare(y.base, x.base), cmp.Compare(x.label, y.label))
		})
	}
	shown := cells
	if len(cells) > maxLevels {
		shown = cells[:maxLevels-1]
	}
	missing := all
	for _, c := range cells {
		missing.Events, missing.Base = missing.Events-c.churned, missing.Base-c.base
	}
	for _, c := range shown {
		a.Levels = append(a.Levels, levelOf(c.text(), c.key, c.churned, c.base))
	}
	if len(shown) < len(cells) {
		var churned, base int64
		for _, c := range cells[len(shown):] {
			churned, base = churned+c.churned, base+c.base
		}
		a.Levels = append(a.Levels, levelOf(levelOther, true, churned, base))
	}
	if missing.Base > 0 {
		a.Levels = append(a.Levels, levelOf(levelUnknown, true, missing.Events, missing.Base))
	}
	a.Spread = spread(a.Levels)
	return a
}

// keyOrder is the place of a level made by us.
func keyOrder(label string) int {
	return slices.Index([]string{
		"stage.new", "stage.active", "stage.long_standing", "coupon.none", "coupon.some", "coupon.most",
	}, label)
}

func levelOf(label string, key bool, churned, base int64) Level {
	rate := engine.NewRate(churned, base)
	return Level{Label: label, Key: key, Rate: rate, Small: rate.Small()}
}

// text is the label of a level: a value of the file, or the range of a band.
// Whole numbers show what is in the band (18–25), others the band's edges.
func (c cell) text() string {
	switch {
	case c.band < 0:
		return c.label
	case c.least.Float64 == c.most.Float64:
		return plain(c.least.Float64)
	case c.whole:
		return between(c.least.Float64, c.most.Float64)
	case !c.low.Valid:
		return "≤ " + plain(c.high.Float64)
	case !c.high.Valid:
		return "> " + plain(c.low.Float64)
	}
	return between(c.low.Float64, c.high.Float64)
}

func between(low, high float64) string {
	if low < 0 { // the dash would read as a minus
		return plain(low) + " … " + plain(high)
	}
	return plain(low) + "–" + plain(high)
}

func plain(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// spread is the distance between the highest and the lowest rate among levels
// that are not small; the collapsed rest is no level of its own.
func spread(levels []Level) float64 {
	low, high := math.Inf(1), math.Inf(-1)
	for _, l := range levels {
		if !l.Small && !(l.Key && l.Label == levelOther) {
			low, high = math.Min(low, float64(l.Rate.Value)), math.Max(high, float64(l.Rate.Value))
		}
	}
	return math.Max(0, high-low)
}

// restatesOutcome reports a column that was written after the customer left: a
// second flag, a status, a reason. In every level all have left or none has.
func restatesOutcome(a Attribute) bool {
	if a.Built || a.All.Base < engine.SmallBase || len(a.Levels) < 2 {
		return false
	}
	var none, all bool
	for _, l := range a.Levels {
		switch {
		case l.Rate.Events == 0:
			none = true
		case l.Rate.Events == l.Rate.Base:
			all = true
		default:
			return false
		}
	}
	return none && all
}
