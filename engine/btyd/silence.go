package btyd

import "math"

// wait is what a time y means to a gamma distribution of scale θ: ln(1+y/θ) and y/(θ+y).
type wait struct{ ln, share float64 }

func waitOf(y, scale float64) wait { return wait{log1p(y / scale), y / (scale + y)} }

// clock tells the waits of histories: from a table when the times are dense.
type clock struct {
	*sample
	scale float64
	table []wait
}

func (s *sample) clock(scale float64) clock {
	c := clock{sample: s, scale: scale}
	if s.dense {
		c.table = make([]wait, len(s.times))
		for i, y := range s.times {
			c.table[i] = waitOf(y, scale)
		}
	}
	return c
}

// at is the waits until the last purchase of history i and until its end.
func (c *clock) at(i int) (last, age wait) {
	if c.dense {
		return c.table[c.lastAt[i]], c.table[c.ageAt[i]]
	}
	return waitOf(c.last[i], c.scale), waitOf(c.age[i], c.scale)
}

// silence is a stretch without purchases in which the customer may have left unseen: the
// integrand (α+y)^−p·(β+y)^−q from last to age. Published, its integral is a difference
// of two ₂F₁; quadrature in ln(min(α,β)+y), where the integrand is smooth for all
// parameters, has no cancellation and gives the derivatives from the same points.
type silence struct{ alpha, beta, p, q, last, age float64 }

// deaths is the integral of a silence, and of its integrand times the four quantities of
// the two waits, all relative to the integrand at the beginning.
type deaths struct{ whole, lnA, shareA, lnB, shareB float64 }

func (d *deaths) add(weight float64, a, b wait) {
	d.whole += weight
	d.lnA += weight * a.ln
	d.shareA += weight * a.share
	d.lnB += weight * b.ln
	d.shareB += weight * b.share
}

// plus is d + k·o.
func (d deaths) plus(k float64, o deaths) deaths {
	return deaths{d.whole + k*o.whole, d.lnA + k*o.lnA, d.shareA + k*o.shareA, d.lnB + k*o.lnB, d.shareB + k*o.shareB}
}

// rules are the quadratures for integrands that fall little, more, much and over a
// long stretch; each is good to ten digits where choose picks it.
type rules [4]rule

func newRules() rules { return rules{newRule(8), newRule(16), newRule(24), newRule(48)} }

// choose is the smallest rule for a fall in nats over a length in logarithms.
func (g rules) choose(fall, length float64) rule {
	switch {
	case fall < 4 && length < 1.2:
		return g[0]
	case fall < 16 && length < 2.5:
		return g[1]
	case length < 5:
		return g[2]
	}
	return g[3]
}

// negligible is the fall of the integrand, in nats, after which the rest is rounding.
const negligible = 40

// unobserved integrates over a death in a silence; each is called with every point after
// its beginning and its weight.
func (g rules) unobserved(s silence, each func(after, weight float64)) {
	if !(s.age > s.last) {
		return
	}
	small, large, p, q := s.alpha, s.beta, s.p, s.q
	if small > large {
		small, large, p, q = large, small, q, p
	}
	v0, w0 := small+s.last, large+s.last
	length := log1p((s.age - s.last) / v0)
	if fall := p - 1 + q*v0/w0; fall*length > negligible {
		length = negligible / fall
	}
	rule := g.choose((p-1+q*v0/w0)*length, length)
	for k, x := range rule.x {
		du := x * length
		after := v0 * math.Expm1(du)
		each(after, rule.w[k]*length*(v0+after)*math.Exp(-p*du-q*log1p(after/w0)))
	}
}

// whole is the integral alone.
func (g rules) whole(s silence) float64 {
	var sum float64
	g.unobserved(s, func(_, weight float64) { sum += weight })
	return sum
}

// all is the integral with its slopes.
func (g rules) all(s silence) (d deaths) {
	g.unobserved(s, func(after, weight float64) {
		d.add(weight, waitOf(s.last+after, s.alpha), waitOf(s.last+after, s.beta))
	})
	return d
}
