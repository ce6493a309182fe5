package btyd

import (
	"cmp"
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/mathext"

	"huiliu/engine"
	"huiliu/engine/num"
	"huiliu/engine/stat"
)

// Buyer is what Gamma–Gamma needs of one customer: the mean amount of Repeats
// repeat purchases.
type Buyer struct {
	Repeats int64
	Mean    float64
}

// SpendOptions steer a Gamma–Gamma fit. The zero value is good.
type SpendOptions struct {
	MaxIter int `json:"maxIter,omitempty"` // 0 means 500
}

// Spend is a fitted Gamma–Gamma model (Fader and Hardie 2013), read only. Params
// are p, q, v: amounts of one customer vary as Gamma(p), their level as
// Gamma(q, v).
type Spend struct {
	Format     int               `json:"format"`
	Options    SpendOptions      `json:"options"`
	Names      []string          `json:"names"`
	Params     []float64         `json:"params"`
	SE         []engine.Number   `json:"se"`
	Low        []engine.Number   `json:"low"`
	High       []engine.Number   `json:"high"`
	Cov        [][]engine.Number `json:"cov"`
	LogLik     float64           `json:"logLik"`
	Buyers     int64             `json:"buyers"`
	Left       int64             `json:"left"` // without repeats or without positive spend: not used
	Dependence stat.Correlation  `json:"dependence"`
	Mean       engine.Number     `json:"mean"` // of the population, p·v/(q−1); undefined for q ≤ 1
	Iterations int               `json:"iterations"`
	Warnings   []engine.Warning  `json:"warnings,omitempty"`
}

// FailedSpend is the error of a Gamma–Gamma fit that reached no maximum.
type FailedSpend struct {
	Problem *engine.Error
	Last    *Spend
}

// Error implements error.
func (f *FailedSpend) Error() string { return f.Problem.Error() }

// Unwrap gives the engine.Error, so that errors.As finds it.
func (f *FailedSpend) Unwrap() error { return f.Problem }

const (
	spendParameters = 3
	// dependent is the correlation of frequency and mean spend from which the
	// model's assumption of independence is called into question.
	dependent = 0.2
)

// FitSpend estimates Gamma–Gamma by maximum likelihood. Buyers without repeats or
// with a mean that is not positive are left out and counted; Dependence is the
// correlation of frequency and spend that the model takes to be zero.
func FitSpend(ctx context.Context, buyers []Buyer, o SpendOptions, progress engine.Progress) (*Spend, error) {
	if progress == nil {
		progress = engine.NoProgress{}
	}
	if o.MaxIter < 0 {
		return nil, &engine.Error{Code: "btyd.bad_option"}
	}
	used, left, err := usable(buyers)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	progress.Stage("btyd.spend", 0)
	s := newSpendSample(used)
	sol, err := s.maximise(ctx, num.Options{MaxIter: o.MaxIter, Bound: bound, Tick: func() { progress.Add(1) }})
	if err != nil {
		return nil, err
	}
	m := s.fitted(sol, o)
	m.Left = left
	for _, w := range m.Warnings {
		progress.Warn(w)
	}
	if !sol.Converged {
		return nil, &FailedSpend{Last: m, Problem: &engine.Error{Code: "btyd.not_converged",
			Args: engine.Args{"model": "gammagamma", "iterations": m.Iterations}}}
	}
	return m, nil
}

func usable(buyers []Buyer) (used []Buyer, left int64, err error) {
	if len(buyers) == 0 {
		return nil, 0, &engine.Error{Code: "btyd.empty"}
	}
	for i, b := range buyers {
		switch {
		case b.Repeats < 0 || b.Repeats > 0 && (math.IsNaN(b.Mean) || math.IsInf(b.Mean, 0)):
			return nil, 0, &engine.Error{Code: "btyd.bad_row", Args: engine.Args{"row": i + 1,
				"repeats": b.Repeats, "mean": engine.Number(b.Mean)}}
		case b.Repeats == 0 || b.Mean <= 0:
			left++
		default:
			used = append(used, b)
		}
	}
	if len(used) < spendParameters {
		return nil, 0, &engine.Error{Code: "btyd.too_few",
			Args: engine.Args{"repeaters": len(used), "customers": len(buyers), "need": spendParameters}}
	}
	slices.SortFunc(used, func(a, b Buyer) int {
		if a.Repeats != b.Repeats {
			return cmp.Compare(a.Repeats, b.Repeats)
		}
		return cmp.Compare(a.Mean, b.Mean)
	})
	return used, left, nil
}

// spendSample is the buyers sorted, amounts divided by unit, their mean.
type spendSample struct {
	buyers []Buyer
	x      []float64 // distinct numbers of repeats
	at     []int32
	lnMean []float64
	unit   float64
	corr   stat.Correlation
}

func newSpendSample(used []Buyer) *spendSample {
	s := &spendSample{buyers: used}
	x, mean := make([]float64, len(used)), make([]float64, len(used))
	for i, b := range used {
		x[i], mean[i] = float64(b.Repeats), b.Mean
		if i == 0 || b.Repeats != used[i-1].Repeats {
			s.x = append(s.x, x[i])
		}
		s.at = append(s.at, int32(len(s.x)-1))
	}
	s.corr = stat.Pearson(x, mean)
	s.unit = stat.Mean(mean)
	for i := range s.buyers {
		s.buyers[i].Mean /= s.unit
		s.lnMean = append(s.lnMean, math.Log(s.buyers[i].Mean))
	}
	return s
}

func (s *spendSample) maximise(ctx context.Context, o num.Options) (*num.Solution, error) {
	n := float64(len(s.buyers))
	sum := make([]float64, spendParameters+1)
	chunks := &sample{age: s.lnMean} // borrows the chunked sum
	f := func(x, grad []float64) float64 {
		p, q, v := math.Exp(x[0]), math.Exp(x[1]), math.Exp(x[2])
		chunks.total(ctx, s.evaluate(p, q, v), sum)
		for i := range grad {
			grad[i] = -sum[i+1] * []float64{p, q, v}[i] / n
		}
		return -sum[0] / n
	}
	return num.Minimise(ctx, f, logs([]float64{2, 3, 1}), o)
}

func (s *spendSample) evaluate(p, q, v float64) func(from, to int, sum []float64) {
	lg, dg := make([]float64, len(s.x)), make([]float64, len(s.x)) // ln B-like part and its slopes
	dq := make([]float64, len(s.x))
	lq, psiQ, lv := lgamma(q), mathext.Digamma(q), math.Log(v)
	for k, x := range s.x {
		lg[k] = lgamma(p*x+q) - lgamma(p*x) - lq + q*lv + p*x*math.Log(x)
		both := mathext.Digamma(p*x + q)
		dg[k] = x * (both - mathext.Digamma(p*x) + math.Log(x))
		dq[k] = both - psiQ + lv
	}
	return func(from, to int, sum []float64) {
		for i := from; i < to; i++ {
			k := s.at[i]
			x, m, lm := s.x[k], s.buyers[i].Mean, s.lnMean[i]
			all := math.Log(v + m*x)
			sum[0] += lg[k] + (p*x-1)*lm - (p*x+q)*all
			sum[1] += dg[k] + x*(lm-all)
			sum[2] += dq[k] - all
			sum[3] += q/v - (p*x+q)/(v+m*x)
		}
	}
}

func (s *spendSample) fitted(sol *num.Solution, o SpendOptions) *Spend {
	n := float64(len(s.buyers))
	m := &Spend{Format: formatVersion, Options: o, Names: []string{"p", "q", "v"}, Buyers: int64(len(s.buyers)),
		Params: []float64{math.Exp(sol.X[0]), math.Exp(sol.X[1]), s.unit * math.Exp(sol.X[2])},
		LogLik: -sol.Value*n - n*math.Log(s.unit), Iterations: sol.Iterations, Dependence: s.corr}
	m.SE, m.Low, m.High, m.Cov = errorsOf(m.Params, sol, n)
	m.Mean = engine.Undefined()
	if q := m.Params[1]; q > 1 {
		m.Mean = engine.Number(m.Params[0] * m.Params[2] / (q - 1))
	}
	for i, at := range sol.At {
		if at {
			m.warn("btyd.boundary", engine.Args{"parameter": m.Names[i]})
		}
	}
	if c := s.corr; math.Abs(float64(c.Value)) > dependent && c.Sign() != 0 {
		m.warn("btyd.spend_depends_on_frequency", engine.Args{"correlation": c.Value})
	}
	if m.Buyers < enoughRepeaters {
		m.warn("btyd.few_repeaters", engine.Args{"repeaters": m.Buyers, "need": enoughRepeaters})
	}
	return m
}

func (m *Spend) warn(code string, args engine.Args) {
	m.Warnings = append(m.Warnings, engine.Warning{Code: code, Args: args})
}

// Expected is the expected amount of the customer's next purchase, between the
// population's mean and their own. Without repeats it is the population's;
// undefined where that is infinite (q ≤ 1) or the buyer impossible.
func (m *Spend) Expected(b Buyer) engine.Number {
	p, q, v := m.Params[0], m.Params[1], m.Params[2]
	x := float64(b.Repeats)
	switch {
	case b.Repeats < 0 || b.Repeats > 0 && !(b.Mean >= 0):
		return engine.Undefined()
	case b.Repeats == 0:
		return m.Mean
	case p*x+q <= 1:
		return engine.Undefined()
	}
	return engine.Number(p * (v + x*b.Mean) / (p*x + q - 1))
}

// Horizon makes a future value explicit: Periods of Length (in the unit of the
// customers' time), the share of an amount that is Margin, and the Discount of
// one period. What a period brings counts at its end.
type Horizon struct {
	Periods  int     `json:"periods"`
	Length   float64 `json:"length"`
	Margin   float64 `json:"margin"`
	Discount float64 `json:"discount"`
}

func (h Horizon) valid() bool {
	return h.Periods >= 0 && h.Length > 0 && !math.IsInf(h.Length, 0) && h.Discount > -1 &&
		!math.IsNaN(h.Margin) && !math.IsInf(h.Margin, 0)
}

// Value is the discounted margin a customer is expected to bring within the
// horizon, at amount a purchase (from Spend.Expected). Undefined for impossible
// arguments.
func (m *Fitted) Value(c Customer, amount engine.Number, h Horizon) engine.Number {
	if !c.valid() || !h.valid() || !amount.Defined() {
		return engine.Undefined()
	}
	return engine.Number(discounted(m.predictor(), c, float64(amount), h))
}

func discounted(p predictor, c Customer, amount float64, h Horizon) float64 {
	var sum, before float64
	factor := 1.0
	for k := 1; k <= h.Periods; k++ {
		until := p.expected(c, float64(k)*h.Length)
		factor /= 1 + h.Discount
		sum += h.Margin * amount * (until - before) * factor
		before = until
	}
	return sum
}

// Values is Value for many customers on all cores; amounts stand beside them.
func (m *Fitted) Values(ctx context.Context, customers []Customer, amounts []engine.Number, h Horizon) ([]engine.Number, error) {
	if len(customers) != len(amounts) {
		return nil, &engine.Error{Code: "btyd.length_mismatch",
			Args: engine.Args{"customers": len(customers), "amounts": len(amounts)}}
	}
	if !h.valid() {
		return nil, &engine.Error{Code: "btyd.bad_option"}
	}
	p, out := m.predictor(), make([]engine.Number, len(customers))
	const few = 256
	spread(ctx, (len(customers)+few-1)/few, func(k int) {
		for i := k * few; i < min(len(customers), (k+1)*few); i++ {
			out[i] = engine.Undefined()
			if customers[i].valid() && amounts[i].Defined() {
				out[i] = engine.Number(discounted(p, customers[i], float64(amounts[i]), h))
			}
		}
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return out, nil
}
