package survival

import (
	"context"
	"math"
	"slices"
	"sort"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine"
	"huiliu/engine/stat"
)

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

// passed is what has run through a stratum by a time: the hazard, and the hazard
// weighted with the mean of x at risk.
type passed struct {
	time, hazard float64
	mean         []float64
}

// residuals are the score residuals: each row's part of the gradient.
func (d *design) residuals(eta []float64) []float64 {
	res := make([]float64, d.n*d.p)
	steps := make([][]passed, len(d.ends))
	_ = d.walk(context.Background(), eta, false, func(t *tie) {
		s := passed{time: t.time, hazard: t.inv * math.Exp(-t.shift), mean: make([]float64, d.p)}
		ends := float64(t.to - t.from)
		for a := range d.p {
			s.mean[a] = (t.sq*t.s1[a] - t.sqK*t.d1[a]) * math.Exp(-t.shift)
		}
		for i := t.from; i < t.to; i++ {
			w := math.Exp(eta[i] - t.shift)
			for a, x := range d.row(i) {
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
	for i := range d.n {
		w, list := math.Exp(eta[i]), steps[d.stratum[i]]
		d.risk(res, i, -w, by(list, d.time[i]))
		if d.entry != nil {
			d.risk(res, i, w, by(list, d.entry[i]))
		}
	}
	return res
}

// by is the last of ascending steps at or before t, nil for none.
func by(list []passed, t float64) *passed {
	k := sort.Search(len(list), func(i int) bool { return list[i].time > t })
	if k == 0 {
		return nil
	}
	return &list[k-1]
}

// risk adds to row i's residual what it ran through at risk.
func (d *design) risk(res []float64, i int, weight float64, s *passed) {
	if s == nil {
		return
	}
	for a, x := range d.row(i) {
		res[i*d.p+a] += weight * (x*s.hazard - s.mean[a])
	}
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
		return nil, &engine.Error{Code: "survival.length_mismatch", Args: engine.Args{"rows": m.Rows, "found": d.n}}
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
