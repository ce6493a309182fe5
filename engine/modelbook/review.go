package modelbook

import (
	"math"

	"huiliu/engine"
	"huiliu/engine/learn"
)

// Present is what a kept version is held against.
type Present struct {
	AsOf  engine.Day
	Model learn.Model  // the best model of the present race; nil for none
	Held  learn.Sample // rows it was judged on
	Day   engine.Day   // of Held
	Today *learn.Frame // customers still here
}

// Codes of what to do about a kept version, words model.advice.<code>.
const (
	AdviceFine   = "fine"       // nothing speaks against it
	AdviceOld    = "old"        // more than a quarter since what it learnt from
	AdviceDrift  = "drift"      // customers are not as they were
	AdviceWorse  = "worse"      // the present model is better on the same newer outcomes
	AdviceOff    = "off"        // it expects clearly more or fewer to leave than did
	AdviceBroken = "unreadable" // its columns are gone, or the program cannot read it
)

// quarter is how long a model keeps (Neslin and others 2006: little is lost in three
// months).
const quarter = 92

// Review is what became of a kept version.
type Review struct {
	Version
	Age int `json:"age_days"` // since the day it knew everything on
	// Newer: the outcomes below are later than those it was kept with. Then Quality is
	// measured on them, and Against compares the present model (A) with it (B) on the
	// same customers.
	Newer    bool             `json:"newer"`
	Day      engine.Day       `json:"day"`
	Quality  Quality          `json:"quality"`
	Against  learn.Comparison `json:"against"`
	Drift    Drift            `json:"drift"`
	Advice   string           `json:"advice"`   // the first of Reasons, or fine
	Reasons  []string         `json:"reasons"`  // all that apply
	Drifting []string         `json:"drifting"` // columns that are not as they were, the most moved first
}

// Refit reports that a new version should be kept.
func (r *Review) Refit() bool { return r.Advice != AdviceFine }

// ReviewOf scores a version again on what is known now.
func ReviewOf(v Version, now Present) Review {
	u := engine.Undefined()
	r := Review{Version: v, Age: int(now.AsOf - v.Known), Day: now.Day, Reasons: []string{}, Drifting: []string{},
		Against: learn.Comparison{AUCA: u, AUCB: u, Diff: u, Low: u, High: u, Z: u, P: u}}
	r.Quality = Judge(nil, nil)
	if now.Today != nil {
		r.Drift = v.DriftOf(now.Today)
	}
	var p []float64
	if v.Model != nil && now.Held.X != nil {
		p = v.Model.Predict(now.Held.X)
	}
	if len(p) > 0 && !math.IsNaN(p[0]) {
		r.Newer = now.Day > v.Known
		if r.Newer {
			r.Quality = Judge(p, now.Held.Y)
			if now.Model != nil {
				r.Against = learn.DeLongTest(now.Model.Predict(now.Held.X), p, now.Held.Y)
			}
		}
	} else if now.Held.X != nil {
		r.Reasons = append(r.Reasons, AdviceBroken)
	}
	r.weigh()
	return r
}

// weigh collects what speaks for a new version.
func (r *Review) weigh() {
	for _, d := range r.Drift.Columns {
		if d.Acts() {
			r.Drifting = append(r.Drifting, d.Column)
		}
	}
	say := func(code string, applies bool) {
		if applies {
			r.Reasons = append(r.Reasons, code)
		}
	}
	say(AdviceWorse, r.Newer && r.Against.Low > 0)
	say(AdviceOff, r.Newer && (r.Quality.RatioLow > offRatio || r.Quality.RatioHigh < 1/offRatio))
	// Some columns always move: customers grow older, and seasons pass. What counts is
	// whether the scores are spread otherwise.
	say(AdviceDrift, r.Drift.Score.Acts())
	say(AdviceOld, r.Age > quarter)
	r.Advice = AdviceFine
	if len(r.Reasons) > 0 {
		r.Advice = r.Reasons[0]
	}
}

// offRatio is how far what happened may be from what was expected, besides chance.
const offRatio = 1.1
