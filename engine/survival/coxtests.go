package survival

import (
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// Concordance is how often, of two rows that can be compared, the one with the
// higher hazard ended first; one half is chance. Equal hazards count a half, ends
// at the same time are left out, as in R's survival::concordance.
type Concordance struct {
	Value      engine.Number `json:"value"`
	SE         engine.Number `json:"se"` // infinitesimal jackknife; undefined with late entry
	Concordant int64         `json:"concordant"`
	Discordant int64         `json:"discordant"`
	TiedHazard int64         `json:"tiedHazard"`
	TiedTime   int64         `json:"tiedTime"`
	TiedBoth   int64         `json:"tiedBoth"`
}

// tree counts ranks and answers how many lie below one (Fenwick).
type tree []int64

func (t tree) add(rank int, by int64) {
	for i := rank + 1; i < len(t); i += i & -i {
		t[i] += by
	}
}

func (t tree) below(rank int) (n int64) {
	for i := rank; i > 0; i -= i & -i {
		n += t[i]
	}
	return n
}

// balance is concordant minus discordant partners of each row, and all partners.
type balance struct{ score, pairs []float64 }

func (d *design) concordance(eta []float64) Concordance {
	c := Concordance{Value: engine.Undefined(), SE: engine.Undefined()}
	levels := slices.Clone(eta)
	slices.Sort(levels)
	levels = slices.Compact(levels)
	rank := make([]int, d.n)
	for i, e := range eta {
		rank[i], _ = slices.BinarySearch(levels, e)
	}
	b := balance{make([]float64, d.n), make([]float64, d.n)}
	from := 0
	for _, end := range d.ends {
		d.earlier(&c, b, rank, len(levels), from, end)
		if d.entry == nil {
			d.later(b, rank, len(levels), from, end)
		}
		from = end
	}
	pairs := float64(c.Concordant + c.Discordant + c.TiedHazard)
	if pairs == 0 {
		return c
	}
	v := (float64(c.Concordant) + float64(c.TiedHazard)/2) / pairs
	c.Value = engine.Number(v)
	if d.entry == nil {
		var sum float64
		for i, n := range b.pairs {
			influence := ((b.score[i]+n)/2 - v*n) / pairs
			sum += influence * influence
		}
		c.SE = engine.Number(math.Sqrt(sum))
	}
	return c
}

// earlier compares each row that ended with those that lasted longer.
func (d *design) earlier(c *Concordance, b balance, rank []int, levels, from, end int) {
	t, n, gone := make(tree, levels+1), int64(0), from
	for i := from; i < end; {
		j := i
		for ; j < end && d.time[j] == d.time[i] && !d.event[j]; j++ {
			t.add(rank[j], 1)
			n++
		}
		for ; d.entry != nil && gone < end && d.entry[d.byEntry[gone]] >= d.time[i]; gone++ {
			t.add(rank[d.byEntry[gone]], -1)
			n--
		}
		first := j
		for ; j < end && d.time[j] == d.time[i]; j++ {
			low := t.below(rank[j])
			same := t.below(rank[j]+1) - low
			c.Concordant += low
			c.Discordant += n - low - same
			c.TiedHazard += same
			b.score[j] += float64(low - (n - low - same))
			b.pairs[j] += float64(n)
		}
		tied := slices.Clone(rank[first:j])
		slices.Sort(tied)
		all, both := pairsOf(len(tied)), int64(0)
		for k := 0; k < len(tied); {
			m := k
			for m < len(tied) && tied[m] == tied[k] {
				m++
			}
			both += pairsOf(m - k)
			k = m
		}
		c.TiedTime += all - both
		c.TiedBoth += both
		for k := first; k < j; k++ {
			t.add(rank[k], 1)
			n++
		}
		i = j
	}
}

func pairsOf(n int) int64 { return int64(n) * int64(n-1) / 2 }

// later compares each row with those that ended before it.
func (d *design) later(b balance, rank []int, levels, from, end int) {
	t, n := make(tree, levels+1), int64(0)
	count := func(i int) {
		low := t.below(rank[i])
		same := t.below(rank[i]+1) - low
		b.score[i] += float64(n - low - same - low) // concordant: the earlier had the higher hazard
		b.pairs[i] += float64(n)
	}
	for j := end; j > from; {
		i := j
		for i > from && d.time[i-1] == d.time[j-1] {
			i--
		}
		for k := i; k < j; k++ {
			if d.event[k] {
				count(k)
			}
		}
		for k := i; k < j; k++ {
			if d.event[k] {
				t.add(rank[k], 1)
				n++
			}
		}
		for k := i; k < j; k++ {
			if !d.event[k] {
				count(k)
			}
		}
		j = i
	}
}

// baseline is the Efron (or Breslow) cumulative hazard of the mean row.
func (d *design) baseline(beta, eta []float64) []Baseline {
	out := make([]Baseline, len(d.strata))
	for i, s := range d.strata {
		out[i].Stratum = s
	}
	_ = d.walk(context.Background(), eta, false, func(t *tie) {
		b := &out[t.stratum]
		b.Times, b.Hazard = append(b.Times, t.time), append(b.Hazard, t.inv*math.Exp(-t.shift))
	})
	for i := range out {
		b := &out[i]
		slices.Reverse(b.Times)
		slices.Reverse(b.Hazard)
		for k := 1; k < len(b.Hazard); k++ {
			b.Hazard[k] += b.Hazard[k-1]
		}
	}
	return out
}

// residuals are the score residuals: each row's part of the gradient.
func (d *design) residuals(eta []float64) []float64 {
	type step struct {
		time, hazard float64   // running sums from the last time of the stratum down
		mean         []float64 // Σ over Efron steps of weight·mean
	}
	res := make([]float64, d.n*d.p)
	steps := make([][]step, len(d.ends))
	_ = d.walk(context.Background(), eta, false, func(t *tie) {
		s := step{time: t.time, hazard: t.inv * math.Exp(-t.shift), mean: make([]float64, d.p)}
		ends := float64(t.to - t.from)
		for a := range d.p {
			s.mean[a] = (t.sq*t.s1[a] - t.sqK*t.d1[a]) * math.Exp(-t.shift)
		}
		for i := t.from; i < t.to; i++ {
			w, row := math.Exp(eta[i]-t.shift), d.row(i)
			for a, x := range row {
				late := w * (x*t.invK - (t.sqK*t.s1[a] - t.sqKK*t.d1[a])) // was counted in part only
				res[i*d.p+a] += x - t.mean(a)/ends + late
			}
		}
		steps[t.stratum] = append(steps[t.stratum], s)
	})
	for _, list := range steps {
		slices.Reverse(list)
		for k := 1; k < len(list); k++ {
			list[k].hazard += list[k-1].hazard
			for a := range d.p {
				list[k].mean[a] += list[k-1].mean[a]
			}
		}
	}
	until := func(stratum int, t float64) *step {
		list := steps[stratum]
		k, exact := slices.BinarySearchFunc(list, t, func(s step, t float64) int {
			switch {
			case s.time < t:
				return -1
			case s.time > t:
				return 1
			}
			return 0
		})
		if exact {
			return &list[k]
		}
		if k == 0 {
			return nil
		}
		return &list[k-1]
	}
	for i := range d.n {
		w := math.Exp(eta[i])
		part := func(s *step, sign float64) {
			if s == nil {
				return
			}
			for a, x := range d.row(i) {
				res[i*d.p+a] -= sign * w * (x*s.hazard - s.mean[a])
			}
		}
		part(until(d.stratum[i], d.time[i]), 1)
		if d.entry != nil {
			part(until(d.stratum[i], d.entry[i]), -1)
		}
	}
	return res
}

// robust is the sandwich: what leaving out each cluster would move.
func (d *design) robust(s *ascent, eta []float64) []engine.Number {
	res := d.residuals(eta)
	sums, clusters := res, d.n
	if d.cluster != nil {
		clusters = slices.Max(d.cluster) + 1
		sums = make([]float64, clusters*d.p)
		for i, c := range d.cluster {
			for a := range d.p {
				sums[c*d.p+a] += res[i*d.p+a]
			}
		}
	}
	var moved mat.Dense
	moved.Mul(mat.NewDense(clusters, d.p, sums), s.inverse)
	out := undefined(len(d.names))
	for k, j := range d.kept {
		out[j] = engine.Number(mat.Norm(moved.ColView(k), 2) / d.sd[j])
	}
	return out
}

// Transform is the scale of time on which effects are watched for change.
type Transform int

// The transforms: KMTransform is R's default, 1 − Kaplan–Meier of all rows.
const (
	KMTransform Transform = iota
	IdentityTransform
)

// Term is one or more columns tested together, such as those of one attribute.
type Term struct {
	Name    string
	Columns []string
}

// Proportionality is the test of one term, or of all together (Term "GLOBAL").
type Proportionality struct {
	Term string `json:"term"`
	Test
}

// Proportionality tests whether effects stay the same over time: the score test of
// scaled Schoenfeld residuals (Grambsch and Therneau 1994) in its exact form, as
// cox.zph of survival ≥ 3.0. x and l are what the model was fitted to; nil terms
// test each column. The last line tests all together.
func (m *Cox) Proportionality(ctx context.Context, x *mat.Dense, l Lives, terms []Term, scale Transform) ([]Proportionality, error) {
	d, err := prepare(ctx, x, l, m.Options.Names)
	if err != nil {
		return nil, err
	}
	if !slices.Equal(d.names, m.Names) || d.n != m.Rows {
		return nil, &engine.Error{Code: "survival.length_mismatch", Args: engine.Args{"rows": d.n, "times": m.Rows}}
	}
	d.breslow = m.Options.Breslow
	beta := make([]float64, d.p)
	for a, j := range d.kept {
		beta[a] = m.Coef[j] * d.sd[j]
	}
	z := &drifts{d: d, p: d.p, at: d.clock(l, scale), u: make([]float64, d.p)}
	z.plain, z.once, z.twice = make([]float64, d.p*d.p), make([]float64, d.p*d.p), make([]float64, d.p*d.p)
	if err := d.walk(ctx, d.linear(beta), true, z.visit); err != nil {
		return nil, err
	}
	if terms == nil {
		for _, j := range d.kept {
			terms = append(terms, Term{d.names[j], []string{d.names[j]}})
		}
	}
	var out []Proportionality
	all := make([]int, d.p)
	for a := range all {
		all[a] = a
	}
	for _, t := range terms {
		var columns []int
		for a, j := range d.kept {
			if slices.Contains(t.Columns, d.names[j]) {
				columns = append(columns, a)
			}
		}
		out = append(out, Proportionality{t.Name, z.test(columns)})
	}
	return append(out, Proportionality{"GLOBAL", z.test(all)}), nil
}

// clock is the transformed time of each time with an end.
func (d *design) clock(l Lives, scale Transform) func(t float64) float64 {
	if scale == IdentityTransform {
		mean := stat.Mean(l.Times)
		return func(t float64) float64 { return t - mean }
	}
	var c Curve
	if l.Entry != nil {
		c = KaplanMeierEntry(l.Entry, l.Times, l.Events)
	} else {
		c = KaplanMeier(l.Times, l.Events)
	}
	return func(t float64) float64 { // just before t
		i, _ := slices.BinarySearch(c.Times, t)
		if i == 0 {
			return -0.5
		}
		return 0.5 - c.Survival[i-1]
	}
}

// drifts gathers the information on coefficients and on their change with time.
type drifts struct {
	d                  *design
	p                  int
	at                 func(float64) float64
	u                  []float64
	plain, once, twice []float64 // Σ V, Σ g·V, Σ g²·V
}

func (z *drifts) visit(t *tie) {
	g := z.at(t.time)
	for a := range z.u {
		z.u[a] += g * (t.sx[a] - t.mean(a))
	}
	t.variance(z.plain, 1)
	t.variance(z.once, g)
	t.variance(z.twice, g*g)
}

// test is the score test of the change of some columns, the coefficients of all
// columns free.
func (z *drifts) test(columns []int) Test {
	k := len(columns)
	if k == 0 {
		return newTest(math.NaN(), 0)
	}
	at := func(m []float64, a, b int) float64 { return m[min(a, b)*z.p+max(a, b)] }
	h, u := mat.NewSymDense(z.p+k, nil), mat.NewVecDense(z.p+k, nil)
	for a := range z.p {
		for b := a; b < z.p; b++ {
			h.SetSym(a, b, at(z.plain, a, b))
		}
		for i, c := range columns {
			h.SetSym(a, z.p+i, at(z.once, a, c))
		}
	}
	for i, a := range columns {
		u.SetVec(z.p+i, z.u[a])
		for j := i; j < k; j++ {
			h.SetSym(z.p+i, z.p+j, at(z.twice, a, columns[j]))
		}
	}
	q, ok := quadratic(h, u)
	if !ok {
		q = math.NaN()
	}
	return newTest(q, k)
}
