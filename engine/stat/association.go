package stat

import (
	"math"
	"slices"

	"huiliu/engine"
)

// RankTest compares two groups by ranks (Mann–Whitney). Share is the chance that
// a value of the first group is larger than one of the second, ties a half, with
// its 95 % interval (DeLong); one half is no difference. Undefined for an empty
// group.
type RankTest struct {
	N1    int           `json:"n1"`
	N2    int           `json:"n2"`
	W     engine.Number `json:"w"` // pairs in which the first is larger, ties a half
	Share engine.Number `json:"share"`
	Low   engine.Number `json:"low"`
	High  engine.Number `json:"high"`
	// P is two-sided: exact for fewer than 50 values each without ties, otherwise
	// normal with tie and continuity correction, as R's wilcox.test. PPlain has no
	// continuity correction.
	P      engine.Number `json:"p"`
	PPlain engine.Number `json:"pPlain"`
}

// Sign is +1 or −1 when the interval excludes one half, otherwise 0.
func (r RankTest) Sign() int { return intervalSign(r.Low-0.5, r.High-0.5) }

// exactBelow is the group size from which the normal approximation is used.
const exactBelow = 50

// MannWhitney compares a with b. Values that are NaN are left out.
func MannWhitney(a, b []float64) RankTest {
	a, b = defined(a), defined(b)
	u := engine.Undefined()
	r := RankTest{N1: len(a), N2: len(b), W: u, Share: u, Low: u, High: u, P: u, PPlain: u}
	if len(a) == 0 || len(b) == 0 {
		return r
	}
	n1, n2 := float64(len(a)), float64(len(b))
	all := Ranks(append(slices.Clone(a), b...))
	ra, rb := Ranks(a), Ranks(b)
	// How much of the other group each value exceeds.
	over, under := make([]float64, len(a)), make([]float64, len(b))
	for i := range a {
		over[i] = (all[i] - ra[i]) / n2
	}
	for i := range b {
		under[i] = 1 - (all[len(a)+i]-rb[i])/n1
	}
	share := Mean(over)
	w := share * n1 * n2
	w = math.Round(2*w) / 2 // pairs are counted in halves
	r.W, r.Share = engine.Number(w), engine.Number(share)
	if v := Variance(over)/n1 + Variance(under)/n2; v > 0 {
		half := engine.Z95 * math.Sqrt(v)
		r.Low, r.High = engine.Number(math.Max(0, share-half)), engine.Number(math.Min(1, share+half))
	}
	ties := tieSum(all)
	n := n1 + n2
	sd := math.Sqrt(n1 * n2 / 12 * (n + 1 - ties/(n*(n-1))))
	if !(sd > 0) {
		return r
	}
	off := math.Abs(w - n1*n2/2)
	r.PPlain = engine.Number(NormalTail(off / sd))
	r.P = engine.Number(NormalTail(math.Max(0, off-0.5) / sd))
	if ties == 0 && len(a) < exactBelow && len(b) < exactBelow {
		r.P = engine.Number(exactMannWhitney(len(a), len(b), int(w)))
	}
	return r
}

func defined(x []float64) []float64 {
	return slices.DeleteFunc(slices.Clone(x), math.IsNaN)
}

// tieSum is Σ(t³−t) over groups of equal ranks.
func tieSum(ranks []float64) (sum float64) {
	sorted := slices.Clone(ranks)
	slices.Sort(sorted)
	for i := 0; i < len(sorted); {
		j := i
		for j < len(sorted) && sorted[j] == sorted[i] {
			j++
		}
		t := float64(j - i)
		sum += t*t*t - t
		i = j
	}
	return sum
}

// exactMannWhitney is the two-sided p by counting arrangements: the generating
// function is the Gaussian binomial coefficient.
func exactMannWhitney(m, n, w int) float64 {
	most := m * n
	ways := make([]float64, most+1)
	ways[0] = 1
	for i := 1; i <= m; i++ { // times (1−q^(n+i))/(1−q^i)
		for k := most; k >= n+i; k-- {
			ways[k] -= ways[k-n-i]
		}
		for k := i; k <= most; k++ {
			ways[k] += ways[k-i]
		}
	}
	if 2*w > most {
		w = most - w
	}
	var tail, all float64
	for k, v := range ways {
		all += v
		if k <= w {
			tail += v
		}
	}
	return math.Min(1, 2*tail/all)
}

// KolmogorovSmirnov is the largest distance between the distributions of two
// groups; NaN for an empty one.
func KolmogorovSmirnov(a, b []float64) float64 {
	a, b = defined(a), defined(b)
	if len(a) == 0 || len(b) == 0 {
		return math.NaN()
	}
	slices.Sort(a)
	slices.Sort(b)
	var i, j int
	var most float64
	for i < len(a) && j < len(b) {
		at := math.Min(a[i], b[j])
		for i < len(a) && a[i] == at {
			i++
		}
		for j < len(b) && b[j] == at {
			j++
		}
		most = math.Max(most, math.Abs(float64(i)/float64(len(a))-float64(j)/float64(len(b))))
	}
	return most
}

// Contingency is the association of two attributes from a table of counts.
type Contingency struct {
	N     int64         `json:"n"`
	ChiSq engine.Number `json:"chiSq"` // Pearson, no continuity correction
	DF    int           `json:"df"`
	P     engine.Number `json:"p"`
	V     engine.Number `json:"v"` // Cramér
	// Corrected is V without its upward bias (Bergsma 2013): about 0 when there is
	// no association, however many levels there are.
	Corrected engine.Number `json:"corrected"`
	// Thin is the share of cells that expect fewer than five: above a fifth, P is rough.
	Thin engine.Number `json:"thin"`
}

// CramersV measures a table of counts by rows. Empty rows and columns do not
// count; undefined with fewer than two of either, or a negative count.
func CramersV(table [][]int64) Contingency {
	u := engine.Undefined()
	c := Contingency{ChiSq: u, P: u, V: u, Corrected: u, Thin: u}
	rows := make([]float64, len(table))
	var columns []float64
	for i, row := range table {
		for j, v := range row {
			if v < 0 {
				return c
			}
			for len(columns) <= j {
				columns = append(columns, 0)
			}
			rows[i] += float64(v)
			columns[j] += float64(v)
			c.N += v
		}
	}
	r, k := positive(rows), positive(columns)
	if r < 2 || k < 2 {
		return c
	}
	n := float64(c.N)
	var parts []float64
	thin := 0.0
	for i := range table {
		for j := range columns {
			want := rows[i] * columns[j] / n
			if want == 0 {
				continue
			}
			got := 0.0
			if j < len(table[i]) {
				got = float64(table[i][j])
			}
			parts = append(parts, (got-want)*(got-want)/want)
			if want < 5 {
				thin++
			}
		}
	}
	chi := Sum(parts)
	c.DF = (r - 1) * (k - 1)
	c.ChiSq, c.P = engine.Number(chi), engine.Number(chiSquareTail(chi, float64(c.DF)))
	c.V = engine.Number(math.Sqrt(chi / n / float64(min(r, k)-1)))
	c.Thin = engine.Number(thin / float64(r*k))
	fr, fk := float64(r), float64(k)
	phi := math.Max(0, chi/n-(fk-1)*(fr-1)/(n-1))
	rr, kk := fr-(fr-1)*(fr-1)/(n-1), fk-(fk-1)*(fk-1)/(n-1)
	if least := math.Min(rr, kk) - 1; least > 0 {
		c.Corrected = engine.Number(math.Sqrt(phi / least))
	}
	return c
}

func positive(x []float64) (n int) {
	for _, v := range x {
		if v > 0 {
			n++
		}
	}
	return n
}

// PSI is the population stability index between two tables of counts over the same
// bins: Σ(a−e)·ln(a/e) of their shares. By custom 0.1 is worth a look and 0.25
// worth acting on. A bin empty on one side only would make it infinite: then half
// a case is added to every bin of both. NaN for different lengths or nobody.
func PSI(expected, actual []int64) float64 {
	if len(expected) != len(actual) {
		return math.NaN()
	}
	extra, e, a := 0.0, 0.0, 0.0
	for i := range expected {
		if expected[i] < 0 || actual[i] < 0 {
			return math.NaN()
		}
		if (expected[i] == 0) != (actual[i] == 0) {
			extra = 0.5
		}
		e, a = e+float64(expected[i]), a+float64(actual[i])
	}
	if e == 0 || a == 0 {
		return math.NaN()
	}
	bins := float64(len(expected))
	parts := make([]float64, len(expected))
	for i := range expected {
		p := (float64(expected[i]) + extra) / (e + extra*bins)
		q := (float64(actual[i]) + extra) / (a + extra*bins)
		if p > 0 {
			parts[i] = (q - p) * math.Log(q/p)
		}
	}
	return Sum(parts)
}

// JensenShannon is the divergence of two distributions in nats, 0 for equal ones
// and ln 2 for ones that share nothing; its square root is a distance. Weights need
// not add to one. NaN for different lengths, a negative weight or no weight.
func JensenShannon(p, q []float64) float64 {
	if len(p) != len(q) {
		return math.NaN()
	}
	for i := range p {
		if !(p[i] >= 0) || !(q[i] >= 0) {
			return math.NaN()
		}
	}
	sp, sq := Sum(p), Sum(q)
	if !(sp > 0) || !(sq > 0) {
		return math.NaN()
	}
	half := func(v, m float64) float64 {
		if v == 0 {
			return 0
		}
		return v / 2 * math.Log(v/m)
	}
	parts := make([]float64, 0, 2*len(p))
	for i := range p {
		a, b := p[i]/sp, q[i]/sq
		m := (a + b) / 2
		parts = append(parts, half(a, m), half(b, m))
	}
	return math.Max(0, Sum(parts))
}

// Kendall is the rank correlation tau-b with its normal p (ties corrected, no
// continuity correction), by counting all pairs: for samples, not for full tables.
func Kendall(x, y []float64) (tau, p float64) {
	x, y = complete(x, y)
	n := len(x)
	if n < 2 {
		return math.NaN(), math.NaN()
	}
	var s float64
	for i := range n {
		for j := range i {
			s += sign(x[i]-x[j]) * sign(y[i]-y[j])
		}
	}
	all := float64(n) * float64(n-1)
	t0, t1, t2 := tieSums(Ranks(x))
	u0, u1, u2 := tieSums(Ranks(y))
	tau = s / math.Sqrt((all/2-t1/2)*(all/2-u1/2))
	f := float64(n)
	v := (f*(f-1)*(2*f+5)-t0-u0)/18 + t1*u1/(2*f*(f-1)) + t2*u2/(9*f*(f-1)*(f-2))
	return tau, NormalTail(s / math.Sqrt(v))
}

func sign(v float64) float64 {
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	}
	return 0
}

// tieSums are Σt(t−1)(2t+5), Σt(t−1) and Σt(t−1)(t−2) over groups of ties.
func tieSums(ranks []float64) (a, b, c float64) {
	slices.Sort(ranks)
	for i := 0; i < len(ranks); {
		j := i
		for j < len(ranks) && ranks[j] == ranks[i] {
			j++
		}
		t := float64(j - i)
		a += t * (t - 1) * (2*t + 5)
		b += t * (t - 1)
		c += t * (t - 1) * (t - 2)
		i = j
	}
	return a, b, c
}
