package warning

import (
	"math"

	"huiliu/engine"
)

// steps is in how many parts the window is looked at: the last quarter, the last half, …
const steps = 4

// baseDays bounds the days before the window that make the own rate.
const baseDays = 365

// half is the slope at and below which somebody has slowed down.
const half = 0.5

// state is one customer at the end of one day: the own rate before the window, and the
// purchase days since.
type state struct {
	base   exposure     // before the window
	recent []engine.Day // in the window, ascending
}

// plan says how a day is judged.
type plan struct {
	day    engine.Day
	window int
	prior  Prior
}

// from is the day before the step-th part of the window began; step steps is all of it.
func (p *plan) from(step int) engine.Day { return p.day - engine.Day(p.window*step/steps) }

// firstKind to … are the places of the kinds in scores.
const (
	atSurprise = iota
	atSlowing
	atSlope
	atMix
	kinds
)

var kindKeys = [kinds]string{Surprise, Slowing, Slope, Mix}

// scores are the strengths of the alarms of one customer; 0 is none.
type scores [kinds]float64

// stateOf is somebody's state from the purchase days known at the plan's day; judged is
// false when they have bought for too short a time. days must not be empty.
func (p *plan) stateOf(days []engine.Day) (s state, judged bool) {
	start := p.from(steps)
	since := max(days[0], start-baseDays)
	known := start - days[0]
	if known < engine.Day(p.window/steps) || known < 1 {
		return state{}, false
	}
	s.base = exposure{count: float64(countIn(days, since, start)), days: float64(start - since)}
	s.recent = days[len(days)-countIn(days, start, p.day):]
	return s, true
}

// score are the alarms that go by the times of purchases; mix is left 0.
func (p *plan) score(s *state) scores {
	var out scores
	_, _, _, chance := p.least(s)
	out[atSurprise] = -math.Log(chance)
	out[atSlowing] = p.evidence(s)
	if a, expected := p.slope(s); a <= half {
		out[atSlope] = expected
	}
	return out
}

// least looks at the last parts of the window for the one with the most surprisingly few
// purchases: how many there were, how many were due, and the chance of so few.
func (p *plan) least(s *state) (span, count int, expected, chance float64) {
	chance = 1
	for step := 1; step <= steps; step++ {
		from := p.from(step)
		n := countIn(s.recent, from, p.day)
		x, t := s.base.count+float64(len(s.recent)-n), s.base.days+float64(from-p.from(steps))
		w := float64(p.day - from)
		if v := p.prior.Surprise(x, t, w, n); v < chance || step == 1 {
			span, count, expected, chance = int(w), n, p.prior.Mean(x, t)*w, v
		}
	}
	return span, count, expected, chance
}

// evidence runs the cumulative sum over the window.
func (p *plan) evidence(s *state) float64 {
	var c Cusum
	rate := p.prior.Mean(s.base.count, s.base.days)
	at := p.from(steps)
	for _, d := range s.recent {
		c.Quiet(rate * float64(d-at))
		c.Purchase()
		at = d
	}
	c.Quiet(rate * float64(p.day-at))
	return c.Evidence()
}

// slope is the rate of the last half window divided by the one before it, without any
// prior, and how many purchases that one made due; NaN without purchases before.
func (p *plan) slope(s *state) (a, expected float64) {
	from := p.from(steps / 2)
	late := countIn(s.recent, from, p.day)
	days := s.base.days + float64(from-p.from(steps))
	rate := (s.base.count + float64(len(s.recent)-late)) / days
	w := float64(p.day - from)
	if !(rate > 0) {
		return math.NaN(), 0
	}
	return float64(late) / w / rate, rate * w
}
