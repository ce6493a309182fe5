package btyd

import "math"

// betaGeometric is BG/NBD and, modified, MBG/NBD: purchases at a gamma rate, a
// coin tossed after each repeat purchase (modified: also after the first).
type betaGeometric struct{ modified bool }

func (betaGeometric) space() *space {
	return purchasing([]string{"r", "alpha", "a", "b"}, [2][]float64{{0, 0, 1, 1}, {0, 0, 1, 0}})
}

func (betaGeometric) start(s *sample) []float64 {
	return []float64{0.5, 0.5 / s.meanRate(), 0.8, 1.5}
}

func (f betaGeometric) shift() int64 {
	if f.modified {
		return 1
	}
	return 0
}

// evaluate: everything that depends only on the number of purchases or on one time is
// tabled once; a history costs a logarithm and an exponential.
func (f betaGeometric) evaluate(s *sample, params []float64) func(from, to int, sum []float64) {
	r, alpha, a, b := params[0], params[1], params[2], params[3]
	pr, dr := rising(r, s.x, 0)
	stay, da, db := staying(a, b, s.x, f.shift())
	waits := s.clock(alpha)
	coin := make([]float64, len(s.x)) // log odds factor of having left at the last purchase
	last := make([]float64, len(s.x)) // of whose slope by ln b
	for k, x := range s.x {
		coin[k] = math.Inf(-1)
		if before := float64(x + f.shift() - 1); before >= 0 {
			coin[k], last[k] = math.Log(a/(b+before)), b/(b+before)
		}
	}
	la := math.Log(alpha)
	return func(from, to int, sum []float64) {
		for i := from; i < to; i++ {
			k, n := s.at[i], s.count[i]
			x := float64(s.x[k])
			then, now := waits.at(i)
			v, gone := addLogs(-(r+x)*now.ln, coin[k]-(r+x)*then.ln)
			here := 1 - gone
			sum[0] += n * (pr[k] + stay[k] - x*la + v)
			sum[1] += n * r * (dr[k] - here*now.ln - gone*then.ln)
			sum[2] += n * ((r+x)*(here*now.share+gone*then.share) - x)
			sum[3] += n * (gone - a*da[k])
			sum[4] += n * (b*db[k] - gone*last[k])
		}
	}
}

func (f betaGeometric) predictor(p []float64) predictor {
	return betaGeometricAt{f, p[0], p[1], p[2], p[3]}
}

// betaGeometricAt answers questions at given parameters.
type betaGeometricAt struct {
	betaGeometric
	r, alpha, a, b float64
}

func (p betaGeometricAt) alive(c Customer) float64 {
	x := float64(c.Repeats)
	before := x + float64(p.shift()) - 1
	if before < 0 {
		return 1 // BG/NBD cannot doubt a customer without repeats
	}
	odds := math.Log(p.a/(p.b+before)) + (p.r+x)*math.Log1p((c.Age-c.Last)/(p.alpha+c.Last))
	return 1 / (1 + math.Exp(odds))
}

func (p betaGeometricAt) expected(c Customer, alive, t float64) float64 {
	x := float64(c.Repeats)
	return alive * purchases(p.r+x, p.a, p.b+x+float64(p.shift()), t/(p.alpha+c.Age+t))
}

func (p betaGeometricAt) expectedNew(t float64) float64 {
	if p.modified {
		return p.b / (p.a + p.b) * purchases(p.r, p.a, p.b+1, t/(p.alpha+t))
	}
	return purchases(p.r, p.a, p.b, t/(p.alpha+t))
}

func (p betaGeometricAt) probability(n int64, t float64) float64 {
	k := n + p.shift() // tosses survived by who is still there after n
	lnP, fewer := -p.r*math.Log1p(t/p.alpha), 0.0
	for j := range n {
		fewer += math.Exp(lnP)
		lnP += math.Log((p.r + float64(j)) / float64(j+1) * t / (p.alpha + t))
	}
	stays := math.Exp(lnRising(p.b, k) - lnRising(p.a+p.b, k) + lnP)
	if k == 0 {
		return stays
	}
	// Left at the n-th: k−1 tosses survived, then one lost; at least n purchases in time.
	left := math.Exp(lnRising(p.b, k-1) + math.Log(p.a) - lnRising(p.a+p.b, k))
	return stays + left*math.Max(0, 1-fewer)
}
