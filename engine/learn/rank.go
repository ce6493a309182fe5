package learn

import (
	"cmp"
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// AUC is the chance that a random yes scores above a random no, ties counting
// one half. It is NaN with one class only, different lengths or a NaN score.
func AUC(score []float64, y []bool) float64 {
	pos, neg, ok := classes(score, y)
	if !ok {
		return math.NaN()
	}
	all := midranks(score)
	var sum float64 // of half integers: exact below 2⁵²
	for i, r := range all {
		if y[i] {
			sum += r
		}
	}
	m, n := float64(len(pos)), float64(len(neg))
	return (sum - m*(m+1)/2) / (m * n)
}

// DeLong is the AUC and the variance of DeLong, DeLong and Clarke-Pearson (1988)
// by midranks (Sun and Xu 2014). The variance is NaN when a class has fewer than
// two rows.
func DeLong(score []float64, y []bool) (auc, variance float64) {
	a, ok := place(score, y)
	if !ok {
		return math.NaN(), math.NaN()
	}
	return a.auc, a.variance()
}

// Area is an AUC with DeLong's 95 % interval, cut off at 0 and 1.
type Area struct {
	Value engine.Number `json:"value"`
	Low   engine.Number `json:"low"`
	High  engine.Number `json:"high"`
}

// AreaUnderROC is AUC with its interval.
func AreaUnderROC(score []float64, y []bool) Area {
	auc, v := DeLong(score, y)
	half := engine.Z95 * math.Sqrt(v)
	return Area{Value: engine.Number(auc),
		Low:  engine.Number(math.Max(0, auc-half)),
		High: engine.Number(math.Min(1, auc+half))}
}

// Comparison is the paired DeLong test of two scores on the same rows. Diff is
// the first AUC minus the second, with a 95 % interval.
type Comparison struct {
	AUCA engine.Number `json:"aucA"`
	AUCB engine.Number `json:"aucB"`
	Diff engine.Number `json:"diff"`
	Low  engine.Number `json:"low"`
	High engine.Number `json:"high"`
	Z    engine.Number `json:"z"`
	P    engine.Number `json:"p"`
}

// Tie reports that the interval of the difference covers zero or is undefined:
// take the simpler of the two.
func (c Comparison) Tie() bool { return !(c.Low > 0) && !(c.High < 0) }

// DeLongTest compares scores a and b for the same outcomes. Two scores that rank
// every pair alike differ by exactly 0, with P 1.
func DeLongTest(a, b []float64, y []bool) Comparison {
	u := engine.Undefined()
	c := Comparison{AUCA: u, AUCB: u, Diff: u, Low: u, High: u, Z: u, P: u}
	pa, okA := place(a, y)
	pb, okB := place(b, y)
	if okA {
		c.AUCA = engine.Number(pa.auc)
	}
	if okB {
		c.AUCB = engine.Number(pb.auc)
	}
	if !okA || !okB {
		return c
	}
	diff := pa.auc - pb.auc
	c.Diff = engine.Number(diff)
	v := pa.minus(pb).variance()
	if math.IsNaN(v) {
		return c
	}
	half := engine.Z95 * math.Sqrt(v)
	c.Low, c.High = engine.Number(diff-half), engine.Number(diff+half)
	switch {
	case v > 0:
		z := diff / math.Sqrt(v)
		c.Z, c.P = engine.Number(z), engine.Number(stat.NormalTail(z))
	case diff == 0:
		c.Z, c.P = 0, 1
	}
	return c
}

// placements are the shares of the other class each row beats.
type placements struct {
	auc      float64
	yes, not []float64
}

func place(score []float64, y []bool) (placements, bool) {
	pos, neg, ok := classes(score, y)
	if !ok {
		return placements{}, false
	}
	all, rp, rn := midranks(score), midranks(pos), midranks(neg)
	m, n := float64(len(pos)), float64(len(neg))
	p := placements{yes: make([]float64, 0, len(pos)), not: make([]float64, 0, len(neg))}
	var sum float64
	for i, r := range all {
		if y[i] {
			sum += r
			p.yes = append(p.yes, (r-rp[len(p.yes)])/n)
		} else {
			p.not = append(p.not, 1-(r-rn[len(p.not)])/m)
		}
	}
	p.auc = (sum - m*(m+1)/2) / (m * n)
	return p, true
}

// minus are the placements of the difference of two AUCs on the same rows.
func (p placements) minus(q placements) placements {
	d := placements{auc: p.auc - q.auc, yes: slices.Clone(p.yes), not: slices.Clone(p.not)}
	for i, v := range q.yes {
		d.yes[i] -= v
	}
	for i, v := range q.not {
		d.not[i] -= v
	}
	return d
}

func (p placements) variance() float64 {
	return stat.Variance(p.yes)/float64(len(p.yes)) + stat.Variance(p.not)/float64(len(p.not))
}

// classes separates the scores, keeping row order. Not ok: see AUC.
func classes(score []float64, y []bool) (pos, neg []float64, ok bool) {
	if len(score) != len(y) {
		return nil, nil, false
	}
	for i, s := range score {
		if math.IsNaN(s) {
			return nil, nil, false
		}
		if y[i] {
			pos = append(pos, s)
		} else {
			neg = append(neg, s)
		}
	}
	return pos, neg, len(pos) > 0 && len(neg) > 0
}

// midranks are ranks from 1, equal values sharing the mean of theirs.
func midranks(x []float64) []float64 {
	order := ascending(x)
	r := make([]float64, len(x))
	for from := 0; from < len(order); {
		to := from + 1
		for to < len(order) && x[order[to]] == x[order[from]] {
			to++
		}
		for _, i := range order[from:to] {
			r[i] = float64(from+to+1) / 2
		}
		from = to
	}
	return r
}

func ascending(x []float64) []int {
	order := make([]int, len(x))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		if c := cmp.Compare(x[a], x[b]); c != 0 {
			return c
		}
		return cmp.Compare(a, b)
	})
	return order
}
