package learn

import (
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// Term is one or more columns that belong together, such as the 0/1 columns of
// the levels of one attribute, all zero in its reference level.
type Term struct {
	Name    string
	Columns []string
}

// MarginalEffect is by how much the probability differs on average: per unit for a
// number, against the reference level for a 0/1 column; with its delta-method
// standard error and 95 % interval. It describes rows alike in all else, not what
// a change would cause.
type MarginalEffect struct {
	Name  string        `json:"name"`
	Value engine.Number `json:"value"`
	SE    engine.Number `json:"se"`
	Low   engine.Number `json:"low"`
	High  engine.Number `json:"high"`
	P     engine.Number `json:"p"`
}

// MarginalEffects averages over the rows of x, one effect a column in their order.
// Columns of one term exclude each other; columns in no term stand alone. A column
// of two values 0 and 1 is compared level with level, others by their slope.
func (m *Logistic) MarginalEffects(ctx context.Context, x *mat.Dense, terms []Term) ([]MarginalEffect, error) {
	if x == nil || x.IsEmpty() {
		return nil, &engine.Error{Code: "learn.empty"}
	}
	if _, p := x.Dims(); p != len(m.Beta) {
		return nil, &engine.Error{Code: "learn.length_mismatch", Args: engine.Args{"columns": p, "need": len(m.Beta)}}
	}
	z := m.standardise(x)
	cov, ok := z.covariance(m)
	if !ok {
		return nil, &engine.Error{Code: "learn.separation"}
	}
	siblings := m.siblings(terms)
	out := make([]MarginalEffect, len(m.Beta))
	for j, name := range m.Names {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		u := engine.Undefined()
		out[j] = MarginalEffect{Name: name, Value: u, SE: u, Low: u, High: u, P: u}
		if m.SD[j] == 0 {
			continue
		}
		var v float64
		var slope []float64
		if binary(x, j) {
			v, slope = z.difference(m, j, siblings[j])
		} else {
			v, slope = z.slope(m, j)
		}
		g := mat.NewVecDense(len(slope), slope)
		se := math.Sqrt(mat.Inner(g, cov, g))
		out[j] = MarginalEffect{name, engine.Number(v), engine.Number(se), engine.Number(v - engine.Z95*se),
			engine.Number(v + engine.Z95*se), engine.Number(stat.NormalTail(v / se))}
	}
	return out, nil
}

// siblings are, for each column, the other columns of its term.
func (m *Logistic) siblings(terms []Term) [][]int {
	out := make([][]int, len(m.Names))
	for _, t := range terms {
		for j, name := range m.Names {
			for k, other := range m.Names {
				if j != k && slices.Contains(t.Columns, name) && slices.Contains(t.Columns, other) {
					out[j] = append(out[j], k)
				}
			}
		}
	}
	return out
}

func binary(x *mat.Dense, j int) bool {
	n, _ := x.Dims()
	for i := range n {
		if v := x.At(i, j); v != 0 && v != 1 {
			return false
		}
	}
	return true
}

// standard is rows in model units with a leading 1, columns without a say zero, in
// the order of their content so that sums do not depend on the order given.
type standard struct {
	n, k int
	x    []float64
}

func (s *standard) row(i int) []float64 { return s.x[i*s.k : (i+1)*s.k] }

func (m *Logistic) standardise(x *mat.Dense) *standard {
	n, p := x.Dims()
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return slices.Compare(x.RawRowView(a), x.RawRowView(b)) })
	s := &standard{n: n, k: p + 1, x: make([]float64, n*(p+1))}
	for i, r := range order {
		to := s.row(i)
		to[0] = 1
		for j, v := range x.RawRowView(r) {
			if m.SD[j] > 0 {
				to[j+1] = (v - m.Mean[j]) / m.SD[j]
			}
		}
	}
	return s
}

func (s *standard) eta(m *Logistic, row []float64) float64 {
	v := m.Base
	for j, b := range m.Beta {
		v += b * row[j+1]
	}
	return v
}

// covariance of base and beta from the (penalised) information; zero for columns
// without a say.
func (s *standard) covariance(m *Logistic) (*mat.SymDense, bool) {
	use := []int{0}
	for j, sd := range m.SD {
		if sd > 0 {
			use = append(use, j+1)
		}
	}
	h := mat.NewSymDense(len(use), nil)
	raw := h.RawSymmetric()
	for i := range s.n {
		row := s.row(i)
		e := s.eta(m, row)
		w := sigmoid(e) * sigmoid(-e)
		for a, j := range use {
			for b := a; b < len(use); b++ {
				raw.Data[a*raw.Stride+b] += w * row[j] * row[use[b]]
			}
		}
	}
	for a := 1; a < len(use); a++ {
		raw.Data[a*raw.Stride+a] += m.Options.Ridge
	}
	var chol mat.Cholesky
	var inv mat.SymDense
	if !chol.Factorize(h) || chol.InverseTo(&inv) != nil {
		return nil, false
	}
	out := mat.NewSymDense(s.k, nil)
	for a, j := range use {
		for b := a; b < len(use); b++ {
			out.SetSym(j, use[b], inv.At(a, b))
		}
	}
	return out, true
}

// slope is the mean derivative by column j in raw units, and its gradient.
func (s *standard) slope(m *Logistic, j int) (float64, []float64) {
	b := m.Beta[j] / m.SD[j]
	var mean float64
	grad := make([]float64, s.k)
	for i := range s.n {
		row := s.row(i)
		e := s.eta(m, row)
		p := sigmoid(e)
		w := p * sigmoid(-e)
		mean += w
		for k, v := range row {
			grad[k] += w * (1 - 2*p) * v
		}
	}
	n := float64(s.n)
	mean /= n
	for k := range grad {
		grad[k] *= b / n
	}
	grad[j+1] += mean / m.SD[j]
	return mean * b, grad
}

// difference is the mean difference between everybody at 1 and everybody at 0 in
// column j, its siblings 0, and its gradient.
func (s *standard) difference(m *Logistic, j int, siblings []int) (float64, []float64) {
	zero := func(k int) float64 {
		if m.SD[k] == 0 {
			return 0
		}
		return -m.Mean[k] / m.SD[k]
	}
	var sum float64
	grad, at := make([]float64, s.k), make([]float64, s.k)
	for i := range s.n {
		copy(at, s.row(i))
		for _, k := range siblings {
			at[k+1] = zero(k)
		}
		for _, level := range [2]float64{1, -1} { // added at 1, taken away at 0
			at[j+1] = zero(j)
			if level > 0 {
				at[j+1] += 1 / m.SD[j]
			}
			e := s.eta(m, at)
			p := sigmoid(e)
			sum += level * p
			w := level * p * sigmoid(-e)
			for k, v := range at {
				grad[k] += w * v
			}
		}
	}
	for k := range grad {
		grad[k] /= float64(s.n)
	}
	return sum / float64(s.n), grad
}

// VIF is, for each column of x, by how much the variance of its coefficient is
// inflated because the other columns tell of it: 1/(1−R²). Above 10 its share is
// hardly told from theirs. Undefined for constant columns and for columns that
// earlier ones add up to.
func VIF(x *mat.Dense) []engine.Number {
	if x == nil || x.IsEmpty() {
		return nil
	}
	n, p := x.Dims()
	m := &Logistic{Names: make([]string, p), Mean: make([]float64, p), SD: make([]float64, p)}
	d, err := m.prepare(context.Background(), x, make([]bool, n))
	out := make([]engine.Number, p)
	for j := range out {
		out[j] = engine.Undefined()
	}
	if err != nil || d.P == 0 {
		return out
	}
	g := mat.NewSymDense(d.P, nil)
	raw := g.RawSymmetric()
	for i := range d.N {
		row := d.Row(i)
		for a, v := range row {
			for b := a; b < d.P; b++ {
				raw.Data[a*raw.Stride+b] += v * row[b] / float64(d.N)
			}
		}
	}
	var chol mat.Cholesky
	var inv mat.SymDense
	if !chol.Factorize(g) {
		return out
	}
	if err := chol.InverseTo(&inv); err != nil {
		if _, poor := err.(mat.Condition); !poor {
			return out
		}
	}
	for k, j := range d.Kept {
		out[j] = engine.Number(inv.At(k, k))
	}
	return out
}

// GVIF is the generalised variance inflation of terms of several columns (Fox and
// Monette 1992), from the covariance of the coefficients as car::vif takes it. Its
// 1/(2·columns)-th power compares with the square root of a VIF. Undefined for a
// term without a say.
func (m *Logistic) GVIF(x *mat.Dense, terms []Term) []engine.Number {
	out := make([]engine.Number, len(terms))
	cov, ok := m.standardise(x).covariance(m)
	var all []int
	for j, sd := range m.SD {
		if sd > 0 {
			all = append(all, j)
		}
	}
	for i, t := range terms {
		out[i] = engine.Undefined()
		var own, rest []int
		for _, j := range all {
			if slices.Contains(t.Columns, m.Names[j]) {
				own = append(own, j)
			} else {
				rest = append(rest, j)
			}
		}
		if ok && len(own) > 0 {
			out[i] = engine.Number(math.Exp(lnDet(cov, own) + lnDet(cov, rest) - lnDet(cov, all)))
		}
	}
	return out
}

// lnDet is the log determinant of the correlations of some coefficients.
func lnDet(cov *mat.SymDense, columns []int) float64 {
	if len(columns) == 0 {
		return 0
	}
	r := mat.NewSymDense(len(columns), nil)
	for a, i := range columns {
		for b := a; b < len(columns); b++ {
			j := columns[b]
			r.SetSym(a, b, cov.At(i+1, j+1)/math.Sqrt(cov.At(i+1, i+1)*cov.At(j+1, j+1)))
		}
	}
	var chol mat.Cholesky
	if !chol.Factorize(r) {
		return math.NaN()
	}
	return chol.LogDet()
}
