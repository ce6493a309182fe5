package warning

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"huiliu/engine"
)

// null is how scores are spread among customers who do not change, one value per
// simulated customer still here.
type null struct {
	values [kinds][]float64 // descending
	scale  [kinds]float64   // customers still here per simulated value
}

// simulate lets every judged customer live through the window times over without a
// change: a rate drawn from what is known of it, purchases as chance has it. Who would be
// lost by then is not among those still here and not counted.
func (p *plan) simulate(list []state, times int, rng *rand.Rand) null {
	var out null
	here := 0
	for k := range out.values {
		out.values[k] = make([]float64, 0, len(list)*times)
	}
	var recent []engine.Day
	for i := range list {
		g := distuv.Gamma{Alpha: p.prior.R + list[i].base.count, Beta: p.prior.Alpha + list[i].base.days, Src: rng}
		for range times {
			recent = p.live(recent[:0], g.Rand(), rng)
			if len(recent) == 0 {
				continue // nothing in the window: lost
			}
			here++
			s := state{base: list[i].base, recent: recent}
			for k, v := range p.score(&s) {
				if v > 0 && k != atMix {
					out.values[k] = append(out.values[k], v)
				}
			}
		}
	}
	for k := range out.scale {
		if here > 0 {
			out.scale[k] = float64(len(list)) / float64(here)
		}
	}
	for k := range out.values {
		slices.SortFunc(out.values[k], func(a, b float64) int { return cmp.Compare(b, a) })
	}
	return out
}

// live appends the days on which somebody with that rate buys in the window.
func (p *plan) live(days []engine.Day, rate float64, rng *rand.Rand) []engine.Day {
	for at := float64(p.from(steps)); ; {
		at += rng.ExpFloat64() / rate
		d := engine.Day(math.Ceil(math.Min(at, float64(p.day)+1)))
		if d > p.day {
			return days
		}
		if n := len(days); n == 0 || days[n-1] < d {
			days = append(days, d)
		}
	}
}

// threshold is the lowest score at which at most budget false alarms are expected, and how
// many are; ok is false when no score is that rare.
func (n *null) threshold(kind int, budget float64) (t, expected float64, ok bool) {
	v, scale := n.values[kind], n.scale[kind]
	if scale == 0 {
		return 0, 0, false
	}
	allowed := min(int(budget/scale), len(v))
	// Equal scores ring together: all of them or none.
	for allowed > 0 && allowed < len(v) && v[allowed-1] == v[allowed] {
		allowed--
	}
	if allowed == 0 {
		return 0, 0, false
	}
	return v[allowed-1], float64(allowed) * scale, true
}
