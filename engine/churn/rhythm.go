package churn

import (
	"context"
	"slices"

	"huiliu/engine"
	"huiliu/engine/stat"
	"huiliu/engine/store"
)

// What the rhythm of buying is good for: churn.rhythm.<code>.
const (
	RhythmFew     = "few"     // too few customers with three purchase days
	RhythmRandom  = "random"  // no more regular than chance: a personal rule is not offered
	RhythmNoGain  = "no_gain" // regular, but the personal rule was wrong as often as the window
	RhythmRegular = "regular" // regular, and the personal rule was right more often
)

const (
	// regular is the regularity from which a rule by the customer's own rhythm makes sense.
	regular       = 1.5
	leastRhythm   = 100 // customers with two finished gaps that the test needs
	personalGaps  = 3   // finished gaps of a customer whose own rhythm can be told
	personalTimes = 3   // the popular rule: silent for so many times one's own median gap
)

// Rhythm is the test whether customers buy regularly enough for a rule by their own
// rhythm, and how such a rule would have fared against the window.
type Rhythm struct {
	Customers int64 `json:"customers"` // with two finished gaps
	// K is the regularity: maximum likelihood of the last gap's share of the last two, with its
	// 95 % interval; 1 is random buying, larger is regular. Moments is the estimate from the
	// variance of the same share (Wheat and Morrison 1990).
	K       engine.Number `json:"k"`
	Low     engine.Number `json:"low"`
	High    engine.Number `json:"high"`
	Moments engine.Number `json:"k_moments"`
	Verdict string        `json:"verdict"`
	Offered bool          `json:"offered"` // a personal rule makes sense
	// Of the customers with four purchase days by Cutoff, those flagged by each rule, and how many
	// of them bought again within the horizon: the rule was wrong about them.
	Cutoff   engine.Day  `json:"cutoff"`
	Horizon  int         `json:"horizon_days"`
	Judged   int64       `json:"judged"`
	Personal engine.Rate `json:"personal"` // silent for more than three times their own median gap
	Fixed    engine.Rate `json:"fixed"`    // silent for more than the window
	// What the rule would mean, customers without a rhythm of their own by the window: lost today, of
	// all who bought; the customers with a rhythm, and of them those lost by the rule alone or by the
	// window alone; and of those lost at Cutoff the share that bought again within the horizon.
	Times int         `json:"times"`
	Now   engine.Rate `json:"now"`
	Own   int64       `json:"own"`
	More  int64       `json:"more"`
	Fewer int64       `json:"fewer"`
	False engine.Rate `json:"false_churn"`
}

// StudyRhythm tests the rhythm as of a day and compares the rules at the cut-off.
func StudyRhythm(ctx context.Context, r store.Reader, at Check, window int) (Rhythm, error) {
	h := newHistories(at)
	if err := eachHistory(ctx, r, at.AsOf, h.add); err != nil {
		return noRhythm(), err
	}
	return h.rhythm(window), nil
}

// rhythm judges the rules; the window is only known once the gaps are.
func (h *histories) rhythm(window int) Rhythm {
	out := noRhythm()
	out.Cutoff, out.Horizon, out.Judged = h.at.Cutoff, h.at.Horizon, h.judged
	var fixed, wrong int64
	for silent, n := range h.silent {
		if silent > window {
			fixed, wrong = fixed+n[0], wrong+n[1]
		}
	}
	out.Personal, out.Fixed = engine.NewRate(h.wrong, h.flagged), engine.NewRate(wrong, fixed)
	out.judge(h.shares)
	return out
}

func noRhythm() Rhythm {
	u, none := engine.Undefined(), engine.NewRate(0, 0)
	return Rhythm{K: u, Low: u, High: u, Moments: u, Verdict: RhythmFew, Cutoff: engine.NoDay, Personal: none, Fixed: none, Times: personalTimes, Now: none, False: none}
}

// judge tests the regularity. A personal rule is offered when buying is surely more
// regular than chance and the rule was wrong less often than the window.
func (h *Rhythm) judge(shares []float64) {
	if h.Customers = int64(len(shares)); h.Customers < leastRhythm {
		return
	}
	k, se := stat.SymmetricBeta(shares)
	v := stat.Variance(shares)
	h.K, h.Low, h.High = engine.Number(k), engine.Number(k-engine.Z95*se), engine.Number(k+engine.Z95*se)
	h.Moments = engine.Number((1 - 4*v) / (8 * v))
	switch {
	case !(h.Low > regular):
		h.Verdict = RhythmRandom
	case !(h.Personal.High < h.Fixed.Value):
		h.Verdict = RhythmNoGain
	default:
		h.Verdict, h.Offered = RhythmRegular, true
	}
}

// medianGap is the median of the gaps between ascending days.
func medianGap(days []engine.Day) float64 {
	gaps := make([]float64, len(days)-1)
	for i := range gaps {
		gaps[i] = float64(days[i+1] - days[i])
	}
	slices.Sort(gaps)
	return stat.Quantile(gaps, 0.5)
}

// compare says what the rule would mean in the place of the window; now is who is lost by
// the window today.
func (h *Rhythm) compare(seen *histories, d Definition, now engine.Rate) {
	h.Own = int64(len(seen.own))
	for _, c := range seen.own {
		byRule, byWindow := c.silent > c.patience, int(c.silent) > d.WindowDays
		h.More, h.Fewer = h.More+one(byRule && !byWindow), h.Fewer+one(byWindow && !byRule)
	}
	h.Now = engine.NewRate(now.Events+h.More-h.Fewer, now.Base)
	if d.FalseChurn.Base > 0 {
		h.False = engine.NewRate(d.FalseChurn.Events-h.Fixed.Events+h.Personal.Events, d.FalseChurn.Base-h.Fixed.Base+h.Personal.Base)
	}
}

// follow makes the own rhythm the rule, where it is offered.
func (d *Definition) follow(h *Rhythm) {
	if !h.Offered {
		d.Declined = RuleRhythm
		return
	}
	d.Rule, d.Times, d.Chosen = RuleRhythm, h.Times, ChosenUser
	if h.False.Base > 0 {
		d.FalseChurn = h.False
	}
}
