// Package trial measures what an action did: groups drawn by lot against a
// control group, everybody as assigned whether the action reached them or not.
//
//	t := trial.Trial{Names: []string{"none", "sms", "call"}, Arm: arm, Yes: came, Money: margin, Before: earlier}
//	r, err := trial.Measure(t)
//	if r.Ratio.Broken() { … } // the groups are not as drawn: nothing can be said
//	for _, e := range r.Effects { … }
//
// All functions are pure. What does not exist is undefined, never 0.
package trial

import (
	"math"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// Trial is one row per assigned customer. Arm 0 is the control.
type Trial struct {
	Names []string // of the arms, the control first
	Arm   []int
	Yes   []bool    // did what was hoped for; nil: not known
	Money []float64 // afterwards, zeros included; nil: not known
	// Before is the same money before the assignment, for CUPED; nil: not known.
	Before []float64
	// Design is the share of each arm as drawn; nil: not told, see SampleRatio.
	Design []float64
}

// Result is what a trial says.
type Result struct {
	Ratio   Ratio    `json:"ratio"`
	Effects []Effect `json:"effects"` // one per arm but the control, in the order of Names
}

// Effect is one arm against the control.
type Effect struct {
	Arm     string      `json:"arm"`
	Treated engine.Rate `json:"treated"` // share who did it, of all assigned
	Control engine.Rate `json:"control"`
	// Response is treated − control with Newcombe's interval; undefined when Yes is not known.
	Response stat.Difference `json:"response"`
	// Adjusted is Response.P after Holm's correction over the arms.
	Adjusted engine.Number `json:"p_holm"`
	// Lift is Response ÷ the control's rate; Additional is Response × the assigned.
	Lift       engine.Number `json:"lift"`
	Additional engine.Number `json:"additional"`
	// Money is the difference of means per assigned customer (Welch); Total is × the assigned.
	Money      stat.Means    `json:"money"`
	MoneyTotal engine.Number `json:"money_total"`
	// MoneyAdjusted is Money.P after Holm's correction over the arms.
	MoneyAdjusted engine.Number `json:"money_p_holm"`
	// Cuped is Money with what the money before explains taken out: the same effect, often a narrower interval.
	Cuped Cuped `json:"cuped"`
}

// Measure compares every arm with the control. It refuses columns of different
// lengths and arms without a name ("trial.lengths") and fewer than two arms
// ("trial.no_control").
func Measure(t Trial) (Result, error) {
	if err := t.check(); err != nil {
		return Result{}, err
	}
	arms := t.split()
	r := Result{Ratio: sampleRatio(arms, t.Design), Effects: make([]Effect, 0, len(arms)-1)}
	var p, pm []float64
	for k := 1; k < len(arms); k++ {
		e := measure(t.Names[k], arms[k], arms[0])
		p, pm = append(p, float64(e.Response.P)), append(pm, float64(e.Money.P))
		r.Effects = append(r.Effects, e)
	}
	for k, v := range stat.Holm(p) {
		r.Effects[k].Adjusted = engine.Number(v)
	}
	for k, v := range stat.Holm(pm) {
		r.Effects[k].MoneyAdjusted = engine.Number(v)
	}
	return r, nil
}

func (t *Trial) check() error {
	n := len(t.Arm)
	if len(t.Names) < 2 {
		return &engine.Error{Code: "trial.no_control"}
	}
	if t.Yes != nil && len(t.Yes) != n || t.Money != nil && len(t.Money) != n || t.Before != nil && len(t.Before) != n ||
		t.Design != nil && len(t.Design) != len(t.Names) {
		return &engine.Error{Code: "trial.lengths"}
	}
	for _, k := range t.Arm {
		if k < 0 || k >= len(t.Names) {
			return &engine.Error{Code: "trial.lengths"}
		}
	}
	return nil
}

// group is the customers of one arm.
type group struct {
	n, yes        int64
	known         bool // of yes
	money, before []float64
}

func (t *Trial) split() []group {
	out := make([]group, len(t.Names))
	for i, k := range t.Arm {
		g := &out[k]
		g.n++
		if t.Yes != nil && t.Yes[i] {
			g.yes++
		}
		if t.Money != nil {
			g.money = append(g.money, t.Money[i])
		}
		if t.Before != nil {
			g.before = append(g.before, t.Before[i])
		}
	}
	for k := range out {
		out[k].known = t.Yes != nil
	}
	return out
}

func (g *group) rate() engine.Rate {
	if !g.known {
		return engine.NewRate(0, 0)
	}
	return engine.NewRate(g.yes, g.n)
}

func (g *group) asked() int64 {
	if !g.known {
		return 0
	}
	return g.n
}

func measure(name string, a, b group) Effect {
	e := Effect{Arm: name, Treated: a.rate(), Control: b.rate()}
	e.Response = stat.TwoProportions(a.yes, a.asked(), b.yes, b.asked())
	e.Lift = ratio(float64(e.Response.Diff), float64(e.Control.Value))
	e.Additional = e.Response.Diff * engine.Number(a.n)
	e.Money = stat.MeanDifference(a.money, b.money)
	e.MoneyTotal = e.Money.Diff * engine.Number(a.n)
	e.Cuped = NewCuped(a.money, a.before, b.money, b.before)
	return e
}

func ratio(a, b float64) engine.Number {
	if b == 0 {
		return engine.Undefined()
	}
	return engine.Number(a / b)
}

// Ratio is the sample-ratio test: were the groups as large as drawn?
type Ratio struct {
	Count  []int64       `json:"count"`  // by arm, the control first
	Design []float64     `json:"design"` // share of each arm the test is against
	Told   bool          `json:"told"`   // Design was stored with the lists, not guessed
	Chi2   engine.Number `json:"chi2"`
	P      engine.Number `json:"p"`
}

// brokenBelow is the p-value below which the groups are not as drawn (METHODS 1.18).
const brokenBelow = 0.001

// Broken reports that the groups differ from the design more than chance explains.
func (r Ratio) Broken() bool { return float64(r.P) < brokenBelow }

// sampleRatio tests against the design. Without one, equal groups are the design of
// several arms, and of two the usual split nearest to what is seen: exports do not
// say how lots were drawn, and an unequal split must not look broken.
func sampleRatio(arms []group, design []float64) Ratio {
	r := Ratio{Design: design, Told: design != nil, Chi2: engine.Undefined(), P: engine.Undefined()}
	var total int64
	for _, g := range arms {
		r.Count = append(r.Count, g.n)
		total += g.n
	}
	if !r.Told {
		r.Design = usualDesign(r.Count, total)
	}
	for _, n := range r.Count {
		if n == 0 {
			return r
		}
	}
	chi2, p := stat.SampleRatio(r.Count, r.Design)
	r.Chi2, r.P = engine.Number(chi2), engine.Number(p)
	return r
}

func usualDesign(count []int64, total int64) []float64 {
	out := make([]float64, len(count))
	for k := range out {
		out[k] = 1 / float64(len(count))
	}
	if len(count) != 2 || total == 0 {
		return out
	}
	got, best := float64(count[1])/float64(total), 0.5
	for _, usual := range []float64{0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 2.0 / 3, 0.6, 0.4, 1.0 / 3, 0.3, 0.25, 0.2, 0.15, 0.1, 0.05} {
		if math.Abs(usual-got) < math.Abs(best-got) {
			best = usual
		}
	}
	return []float64{1 - best, best}
}
