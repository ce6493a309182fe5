package campaign

import (
	"math"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// power and level are those every plan is judged by (METHODS B7).
const (
	power = 0.8
	level = 0.05
)

// longest is how many months somebody may be asked to wait for a campaign that can be
// measured; beyond, the advice is to contact all and to claim nothing.
const longest = 12

// Planned is a campaign before anybody is contacted: the return rate expected without
// and with it, how many are kept back and contacted, and how many customers become lost
// a month (undefined when nothing tells).
type Planned struct {
	Without, With    float64
	Control, Treated int64
	Monthly          engine.Number
}

// Ahead says what a planned campaign could show.
type Ahead struct {
	Without float64 `json:"expected_without"`
	With    float64 `json:"expected_with"`
	Control int64   `json:"control"`
	Treated int64   `json:"treated"`
	// Detectable is the smallest return rate with the offer that these groups tell from
	// Without (80 % power, two-sided 5 %).
	Detectable engine.Number `json:"detectable"`
	// Needed are the customers, in the same shares, that tell With from Without; Even with
	// half of them kept back, which needs fewest.
	Needed engine.Number `json:"needed"`
	Even   engine.Number `json:"needed_even"`
	// Monthly customers become lost; Months of them, all put into the draw, are needed.
	Monthly engine.Number `json:"lost_a_month"`
	Months  engine.Number `json:"months"`
	Advice  string        `json:"advice"`
}

// Advice; words report.ahead.advice.<code>.
const (
	Measure   = "measure"     // large enough: draw, contact, measure
	EvenOut   = "even_out"    // large enough if half are kept back
	Gather    = "gather"      // wait so many months
	Contact   = "contact_all" // contact all if it pays, and claim nothing
	NoContact = "nobody"      // nobody is planned
)

// LookAhead judges a plan.
func LookAhead(p Planned) Ahead {
	u := engine.Undefined()
	a := Ahead{Without: p.Without, With: p.With, Control: p.Control, Treated: p.Treated, Detectable: u, Needed: u, Even: u, Monthly: p.Monthly, Months: u, Advice: NoContact}
	total := float64(p.Control + p.Treated)
	if p.Treated == 0 {
		return a
	}
	a.Detectable = engine.Number(stat.SmallestDetectable(p.Without, int(p.Control), int(p.Treated), power, level))
	a.Even = ceil(stat.SampleTotal(p.Without, p.With, 0.5, power, level))
	a.Needed = ceil(stat.SampleTotal(p.Without, p.With, float64(p.Treated)/total, power, level))
	if !(p.With > p.Without) {
		a.Even, a.Needed = u, u
	}
	least := a.Even
	if a.Needed.Defined() {
		least = a.Needed
	}
	if least.Defined() && p.Monthly > 0 {
		a.Months = engine.Number(math.Ceil(math.Max(0, float64(least)-total) / float64(p.Monthly)))
	}
	a.Advice = a.advise(total)
	return a
}

func (a *Ahead) advise(total float64) string {
	switch {
	case a.Needed.Defined() && float64(a.Needed) <= total:
		return Measure
	case a.Even.Defined() && float64(a.Even) <= total:
		return EvenOut
	case a.Months.Defined() && a.Months <= longest:
		return Gather
	}
	return Contact
}

func ceil(v float64) engine.Number { return engine.Number(math.Ceil(v)) }
