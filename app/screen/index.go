package screen

import (
	"context"
	"math"
	"slices"
	"strings"

	"huiliu/app"
	"huiliu/assets"
	"huiliu/engine/index"
	"huiliu/engine/warning"
)

// IndexView is the risk index screen's own part: the comparisons that are kept, to be
// changed two indicators at a time.
type IndexView struct {
	Keys   []string // of the indicators, in the order of Names
	Names  []string
	Matrix [][]float64
	Author string
	Hand   HandView
}

// Judged says what changed comparisons come to.
type Judged struct {
	Cells   [][]string // of the matrix: "3", "1/3"
	Weights []string   // by indicator
	CR      string     // "CR 0.032"
	Says    string     // whether they contradict each other
	Bad     bool
}

// indexPage is the screen of the risk index.
func (f *frame) indexPage() (Page, *IndexView) {
	p := f.analysis(Index)
	if f.results == nil || p.State == StateMissing || len(f.results.Warning.System.Ways) == 0 {
		return p, nil
	}
	o := &f.results.Warning.System.Opinion
	v := &IndexView{Keys: o.Indicators, Matrix: o.Matrix, Author: o.Author, Hand: f.handView()}
	for _, k := range o.Indicators {
		v.Names = append(v.Names, f.say("alarm.indicator."+k, nil))
	}
	return p, v
}

// scaleEnd is the most one indicator may outweigh another (Saaty's scale).
const scaleEnd = 9

// Compared is a comparison for a step from −8 to 8: 0 is equal, 2 three times as
// important, −2 a third.
func Compared(step float64) float64 {
	if step < 0 {
		return 1 / (1 - step)
	}
	return 1 + step
}

// StepOf is the step nearest to a comparison.
func StepOf(v float64) float64 {
	if v < 1 {
		return -math.Min(math.Round(1/v)-1, scaleEnd-1)
	}
	return math.Min(math.Round(v)-1, scaleEnd-1)
}

// Judge says what comparisons come to; nothing is changed.
func (d *Desk) Judge(matrix [][]float64) Judged {
	d.mu.Lock()
	w := d.words
	d.mu.Unlock()
	out := Judged{}
	for _, row := range matrix {
		var cells []string
		for _, v := range row {
			cells = append(cells, comparison(w, v))
		}
		out.Cells = append(out.Cells, cells)
	}
	j, err := index.AHP(matrix)
	if err != nil {
		out.Bad = true
		return out
	}
	for _, v := range j.Weights {
		out.Weights = append(out.Weights, w.Percent(v, 0))
	}
	key := "alarm.opinion.consistent"
	if out.Bad = !j.Consistent(); out.Bad {
		key = "alarm.opinion.inconsistent"
	}
	out.CR = w.Say("ui.index.cr", map[string]any{"cr": w.Decimal(j.CR, 3)})
	out.Says = w.Say(key, map[string]any{"most": w.Decimal(index.Acceptable, 2)})
	return out
}

// comparison writes "3", "1/3", "1" or, where nobody chose a whole number, "2.5".
func comparison(w *assets.Words, v float64) string {
	whole := func(x float64) bool { return math.Abs(x-math.Round(x)) < 0.02 }
	switch {
	case v >= 1 && whole(v):
		return w.Decimal(v, 0)
	case v < 1 && whole(1/v):
		return "1/" + w.Decimal(1/v, 0)
	}
	return w.Decimal(v, 1)
}

// SayComparison says in words how two indicators were compared.
func (d *Desk) SayComparison(a, b string, v float64) string {
	w := d.Words()
	key, times := "ui.index.same", v
	switch {
	case StepOf(v) > 0:
		key = "ui.index.more"
	case StepOf(v) < 0:
		key, times = "ui.index.less", 1/v
	}
	return w.Say("ui.index.compare", map[string]any{"a": a, "b": b}) + w.Say("ui.index.space", nil) + w.Say(key, map[string]any{"times": w.Decimal(math.Round(times), 0)})
}

// KeepOpinion keeps comparisons with their author in the project and weighs anew.
func (d *Desk) KeepOpinion(author string, keys []string, matrix [][]float64) {
	o := warning.Opinion{Author: strings.TrimSpace(author), Indicators: slices.Clone(keys)}
	for _, row := range matrix {
		o.Matrix = append(o.Matrix, slices.Clone(row))
	}
	if o.Author == "" {
		o.Author = d.Words().Say("ui.index.nameless", nil)
	}
	d.reweigh(func(ctx context.Context, s *app.Session) error { return s.KeepOpinion(ctx, o) })
}
