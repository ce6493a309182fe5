package app

import (
	"math"

	"huiliu/engine"
	"huiliu/engine/ledger"
	"huiliu/engine/risk"
	"huiliu/engine/winback"
)

// risk asks what could go wrong with the plan.
func (a *analyser) risk() error {
	w := &a.out.Winback
	if w.Skipped != "" {
		a.out.Risk = risk.Study{Factors: []risk.Factor{}, Register: []risk.Entry{}, BreakEvenLift: engine.Undefined(), BreakEvenValue: engine.Undefined()}
		return nil
	}
	study, err := risk.Assess(winback.Lines(w), float64(w.Assumptions.FixedCost), a.spread(), a.q.Seed)
	if err != nil {
		return err
	}
	list, err := a.s.Risks(a.ctx)
	if err != nil {
		return err
	}
	if study.Register, err = risk.Weigh(list, a.out.Ledger.Plan.Benefit); err != nil {
		return err
	}
	a.out.Risk = study
	return nil
}

// both is the width of a 95 % interval in standard deviations.
const both = 2 * engine.Z95

// spread is how far the plan's inputs may be off, as far as anything measured tells.
func (a *analyser) spread() risk.Spread {
	var s risk.Spread
	if l := &a.out.SecondLives; l.Lives >= engine.SmallBase && l.All.Revenue > 0 && l.All.High.Defined() {
		s.ValueSD = float64(l.All.High-l.All.Low) / both / float64(l.All.Revenue)
	}
	s.LiftSD = a.liftSpread()
	var variance float64
	for i := range a.out.Ledger.Lines {
		l := &a.out.Ledger.Lines[i]
		if j, ok := l.Cost.(ledger.Judged); ok && l.Per == ledger.Once {
			variance += float64(j.Deviation()) * float64(j.Deviation())
		}
	}
	if fixed := float64(a.out.Winback.Assumptions.FixedCost); fixed > 0 {
		s.FixedSD = math.Sqrt(variance) / fixed
	}
	return s
}

// liftSpread is the widest relative deviation of the offers' lifts when all of them were
// measured in past campaigns; 0 otherwise. It rests on data only, whatever was typed.
func (a *analyser) liftSpread() float64 {
	widest := 0.0
	for _, o := range a.out.Winback.Assumptions.Offers {
		sd, ok := winback.MeasuredSpread(a.out.Campaigns.Campaigns, o.Key)
		if !ok {
			return 0
		}
		widest = max(widest, sd)
	}
	return widest
}
