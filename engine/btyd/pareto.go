package btyd

import "math"

// pareto is Pareto/NBD: purchases at a gamma rate until a gamma-rate death at any
// moment.
type pareto struct{}

func (pareto) space() *space {
	return purchasing([]string{"r", "alpha", "s", "beta"}, [2][]float64{{0, 0, 1, 0}, {0, 0, 1, -1}})
}

func (pareto) start(s *sample) []float64 { return []float64{0.6, 0.6 / s.meanRate(), 0.6, 0.6} }

// paretoSum is the likelihood at one set of parameters.
type paretoSum struct {
	sample         *sample
	r, alpha       float64
	s, beta        float64
	pr, dr         []float64
	waitsA, waitsB clock
	quadrature     rules
	steps          steps
}

func (pareto) evaluate(s *sample, params []float64) func(from, to int, sum []float64) {
	p := &paretoSum{sample: s, r: params[0], alpha: params[1], s: params[2], beta: params[3], quadrature: newRules()}
	p.pr, p.dr = rising(p.r, s.x, 0)
	p.waitsA, p.waitsB = s.clock(p.alpha), s.clock(p.beta)
	if s.dense {
		p.steps = newSteps(s.times, p.alpha, p.beta)
	}
	return func(from, to int, sum []float64) {
		for from < to {
			until := from + 1
			for until < to && s.at[until] == s.at[from] {
				until++
			}
			p.run(from, until, sum)
			from = until
		}
	}
}

// run adds up histories from … to−1 of equally many purchases.
func (p *paretoSum) run(from, to int, sum []float64) {
	s := p.sample
	x := float64(s.x[s.at[from]])
	if !s.dense {
		for i := from; i < to; i++ {
			p.add(i, p.quadrature.all(silence{p.alpha, p.beta, p.r + x, p.s + 1, s.last[i], s.age[i]}), sum)
		}
		return
	}
	first, end := s.lastAt[from], s.ageAt[from]
	for i := from; i < to; i++ {
		first, end = min(first, s.lastAt[i]), max(end, s.ageAt[i])
	}
	const worth = 8 // steps cost less than one quadrature
	if int(end-first) > worth*(to-from) {
		for i := from; i < to; i++ {
			p.add(i, p.quadrature.all(silence{p.alpha, p.beta, p.r + x, p.s + 1, s.last[i], s.age[i]}), sum)
		}
		return
	}
	rest := p.steps.rest(p, p.r+x, int(first), int(end))
	for i := from; i < to; i++ {
		a0, a := p.waitsA.at(i)
		b0, b := p.waitsB.at(i)
		fall := (p.r+x)*(a.ln-a0.ln) + (p.s+1)*(b.ln-b0.ln)
		p.add(i, rest[s.lastAt[i]-first].plus(-math.Exp(-fall), rest[s.ageAt[i]-first]), sum)
	}
}

// add adds the history i whose unseen deaths are d.
func (p *paretoSum) add(i int, d deaths, sum []float64) {
	s := p.sample
	k, n := s.at[i], s.count[i]
	x := float64(s.x[k])
	a0, a := p.waitsA.at(i)
	b0, b := p.waitsB.at(i)
	unseen, each := math.Inf(-1), 0.0
	if d.whole > 0 {
		unseen = math.Log(p.s/p.beta*d.whole) - (p.r+x)*a0.ln - (p.s+1)*b0.ln
	}
	v, gone := addLogs(-(p.r+x)*a.ln-p.s*b.ln, unseen)
	if gone > 0 {
		each = gone / d.whole
	}
	here := 1 - gone
	sum[0] += n * (p.pr[k] - x*math.Log(p.alpha) + v)
	sum[1] += n * p.r * (p.dr[k] - here*a.ln - each*d.lnA)
	sum[2] += n * ((p.r+x)*(here*a.share+each*d.shareA) - x)
	sum[3] += n * (gone - p.s*(here*b.ln+each*d.lnB))
	sum[4] += n * (p.s*here*b.share + (p.s+1)*each*d.shareB - gone)
}

// nodes is the points of quadrature in a step between neighbouring times.
const nodes = 5

// steps are the stretches between neighbouring times at which something happened. When
// these are few (days), integrals of all histories with equally many purchases are
// differences of one running integral.
type steps struct {
	times  []float64
	rule   rule
	points []point // nodes a step
	longA  []float64
	longB  []float64
	rough  []bool // too long beside α or β for nodes points
}

// point is a quadrature point: logarithmic distance from the beginning of its step, the
// waits until it, the weight.
type point struct {
	fallA, fallB float64
	a, b         wait
	weight       float64
}

func newSteps(times []float64, alpha, beta float64) steps {
	n := max(0, len(times)-1)
	s := steps{times: times, rule: newRule(nodes), points: make([]point, n*nodes),
		longA: make([]float64, n), longB: make([]float64, n), rough: make([]bool, n)}
	small := min(alpha, beta)
	for j := range n {
		y, h := times[j], times[j+1]-times[j]
		s.longA[j], s.longB[j] = log1p(h/(alpha+y)), log1p(h/(beta+y))
		s.rough[j] = h > 0.2*(small+y)
		for k, x := range s.rule.x {
			at := h * x
			s.points[j*nodes+k] = point{log1p(at / (alpha + y)), log1p(at / (beta + y)),
				waitOf(y+at, alpha), waitOf(y+at, beta), s.rule.w[k] * h}
		}
	}
	return s
}

// rest is, for the times first … end, the integral from there to the last of them
// relative to the integrand there, for p = r + purchases.
func (s *steps) rest(at *paretoSum, p float64, first, end int) []deaths {
	const most = 1.0 // nats of a step that nodes points manage to twelve digits
	q := at.s + 1
	out := make([]deaths, end-first+1)
	for j := end - 1; j >= first; j-- {
		fall := p*s.longA[j] + q*s.longB[j]
		var d deaths
		if s.rough[j] || fall > most {
			d = at.quadrature.all(silence{at.alpha, at.beta, p, q, s.times[j], s.times[j+1]})
		} else {
			for _, v := range s.points[j*nodes : (j+1)*nodes] {
				d.add(v.weight*math.Exp(-p*v.fallA-q*v.fallB), v.a, v.b)
			}
		}
		out[j-first] = d.plus(math.Exp(-fall), out[j+1-first])
	}
	return out
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
	x, silent := float64(c.Repeats), c.Age-c.Last
	d := p.quadrature.whole(silence{p.alpha, p.beta, p.r + x, p.s + 1, c.Last, c.Age})
	odds := math.Log(p.s*d/(p.beta+c.Last)) + (p.r+x)*math.Log1p(silent/(p.alpha+c.Last)) + p.s*math.Log1p(silent/(p.beta+c.Last))
	return 1 / (1 + math.Exp(odds))
}

func (p paretoAt) expected(c Customer, alive, t float64) float64 {
	rate := (p.r + float64(c.Repeats)) / (p.alpha + c.Age)
	return alive * rate * p.lifetime(p.beta+c.Age, t)
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
