package btyd

import "math"

// pareto is Pareto/NBD: purchases at a gamma rate until a gamma-rate death at any
// moment. Its likelihood holds ∫(α+y)^−(r+x)·(β+y)^−(s+1)dy from the last purchase
// to the end of observation, published as a difference of two ₂F₁. Quadrature in
// ln(min(α,β)+y), where the integrand is smooth for all parameters, has no
// cancellation and gives the derivatives from the same points.
type pareto struct{}

func (pareto) names() []string { return []string{"r", "alpha", "s", "beta"} }

func (pareto) start(s *sample) []float64 { return []float64{0.6, 0.6 / s.meanRate(), 0.6, 0.6} }

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

// deaths is the integral: its logarithm and the means of ln(α+y), 1/(α+y),
// ln(β+y), 1/(β+y) under the integrand.
type deaths struct{ ln, lnA, invA, lnB, invB float64 }

// negligible is the fall of the integrand, in nats, after which the rest is rounding.
const negligible = 40

// silence is the integrand: (α+y)^−p·(β+y)^−q from last to age.
type silence struct{ alpha, beta, p, q, last, age float64 }

// unobserved integrates over a death in a silence. slopes says whether the means
// are wanted.
func (g rules) unobserved(s silence, slopes bool) deaths {
	if !(s.age > s.last) {
		return deaths{ln: math.Inf(-1)}
	}
	alpha, beta, p, q := s.alpha, s.beta, s.p, s.q
	swapped := alpha > beta
	if swapped {
		alpha, beta, p, q = beta, alpha, q, p
	}
	delta, v0 := beta-alpha, alpha+s.last
	u0, lb0 := math.Log(v0), math.Log(v0+delta)
	length := math.Log((alpha + s.age) / v0)
	fall := p - 1 + q*v0/(v0+delta)
	if fall*length > negligible {
		length = negligible / fall
	}
	g0 := g.choose(fall*length, length)
	var sum, lnA, invA, lnB, invB float64
	for k, x := range g0.x {
		du := x * length
		v := v0 * math.Exp(du)
		lb := math.Log(v+delta) - lb0
		f := g0.w[k] * math.Exp((1-p)*du-q*lb)
		sum += f
		if slopes {
			lnA += f * du
			invA += f / v
			lnB += f * lb
			invB += f / (v + delta)
		}
	}
	d := deaths{ln: math.Log(sum*length) + (1-p)*u0 - q*lb0,
		lnA: u0 + lnA/sum, invA: invA / sum, lnB: lb0 + lnB/sum, invB: invB / sum}
	if swapped {
		d.lnA, d.invA, d.lnB, d.invB = d.lnB, d.invB, d.lnA, d.invA
	}
	return d
}

func (pareto) evaluate(s *sample, params []float64) func(from, to int, sum []float64) {
	r, alpha, sh, beta := params[0], params[1], params[2], params[3]
	pr, dr := rising(r, s.x, 0)
	la, lb, ls := math.Log(alpha), math.Log(beta), math.Log(sh)
	quadrature := newRules()
	return func(from, to int, sum []float64) {
		for i := from; i < to; i++ {
			k, n := s.at[i], s.count[i]
			x, age := float64(s.x[k]), s.age[i]
			d := quadrature.unobserved(silence{alpha, beta, r + x, sh + 1, s.last[i], age}, true)
			la1, lb1 := math.Log(alpha+age), math.Log(beta+age)
			v, gone := addLogs(-(r+x)*la1-sh*lb1, ls+d.ln)
			here := 1 - gone
			sum[0] += n * (pr[k] + r*la + sh*lb + v)
			sum[1] += n * (dr[k] + la - here*la1 - gone*d.lnA)
			sum[2] += n * (r/alpha - (r+x)*(here/(alpha+age)+gone*d.invA))
			sum[3] += n * (lb - here*lb1 + gone*(1/sh-d.lnB))
			sum[4] += n * (sh/beta - here*sh/(beta+age) - gone*(sh+1)*d.invB)
		}
	}
}

func (pareto) predictor(p []float64) predictor {
	return paretoAt{p[0], p[1], p[2], p[3], newRules()}
}

// paretoAt answers questions at given parameters.
type paretoAt struct {
	r, alpha, s, beta float64
	quadrature        rules
}

func (p paretoAt) alive(c Customer) float64 {
	x := float64(c.Repeats)
	d := p.quadrature.unobserved(silence{p.alpha, p.beta, p.r + x, p.s + 1, c.Last, c.Age}, false)
	here := -(p.r+x)*math.Log(p.alpha+c.Age) - p.s*math.Log(p.beta+c.Age)
	return 1 / (1 + math.Exp(math.Log(p.s)+d.ln-here))
}

func (p paretoAt) expected(c Customer, t float64) float64 {
	rate := (p.r + float64(c.Repeats)) / (p.alpha + c.Age)
	return p.alive(c) * rate * p.lifetime(p.beta+c.Age, t)
}

// lifetime is the expected part of the next t lived by who has a death rate
// Gamma(s, scale).
func (p paretoAt) lifetime(scale, t float64) float64 {
	return scale * growth(p.s-1, math.Log1p(t/scale))
}

func (p paretoAt) expectedNew(t float64) float64 { return p.r / p.alpha * p.lifetime(p.beta, t) }

func (p paretoAt) probability(n int64, t float64) float64 {
	ways := lnRising(p.r, n) - lnRising(1, n)
	counts := func(y float64) float64 { // log probability of n purchases in y of a life
		if n == 0 {
			return -p.r * math.Log1p(y/p.alpha)
		}
		return ways - p.r*math.Log1p(y/p.alpha) + float64(n)*math.Log(y/(p.alpha+y))
	}
	here := math.Exp(counts(t) - p.s*math.Log1p(t/p.beta))
	// Died at y: s·β^s·(β+y)^−(s+1), with n purchases until then.
	m := math.Min(p.alpha, p.beta)
	const pieces = 8
	length := math.Log1p(t/m) / pieces
	var left float64
	for piece := range pieces {
		for k, x := range p.quadrature[2].x {
			v := m * math.Exp((float64(piece)+x)*length)
			f := math.Exp(counts(math.Max(0, v-m)) - (p.s+1)*math.Log1p((v-m)/p.beta))
			left += p.quadrature[2].w[k] * length * v * f * p.s / p.beta
		}
	}
	return here + left
}
