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
	Format  int          `json:"format"`
	Options SpendOptions `json:"options"`
	Estimates
	Buyers     int64            `json:"buyers"`
	Left       int64            `json:"left"` // without repeats or without positive spend: not used
	Dependence stat.Correlation `json:"dependence"`
	Mean       engine.Number    `json:"mean"` // of the population, p·v/(q−1); undefined for q ≤ 1
}

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
	progress, steps, err := begin(ctx, "btyd.spend", o.MaxIter, progress)
	if err != nil {
		return nil, err
	}
	used, left, err := usable(buyers)
	if err != nil {
		return nil, err
	}
	s := newSpendSample(used)
	n := float64(len(used))
	e, err := spendingSpace().run(n, []float64{1, 1, s.unit}, "gammagamma", func() (*num.Solution, error) { return s.maximise(ctx, steps) })
	if err != nil {
		return nil, err
	}
	e.LogLik -= n * math.Log(s.unit)
	m := &Spend{Format: formatVersion, Options: o, Estimates: *e, Buyers: int64(len(used)), Left: left,
		Dependence: s.corr, Mean: engine.Undefined()}
	if q := m.Params[1]; q > 1 {
		m.Mean = engine.Number(m.Params[0] * m.Params[2] / (q - 1))
	}
	if c := s.corr; math.Abs(float64(c.Value)) > dependent && c.Sign() != 0 {
		m.warn("btyd.spend_depends_on_frequency", engine.Args{"correlation": c.Value})
	}
	if m.Buyers < enoughRepeaters {
		m.warn("btyd.few_repeaters", engine.Args{"repeaters": m.Buyers, "need": enoughRepeaters})
	}
	m.tell(progress)
	return m, nil
}

// spendingSpace is the space of Gamma–Gamma: p and q are how little amounts vary within and
// between customers, p·v/q their level.
func spendingSpace() *space {
	return &space{names: []string{"p", "q", "v"},
		axes: []axis{{LimitUnbounded, LimitSameAmounts}, {LimitUnbounded, LimitSameLevel}, {LimitUnbounded, LimitUnbounded}},
		to:   [][]float64{{1, 0, 0}, {0, 1, 0}, {-1, 1, 1}}}
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
	sp := spendingSpace()
	return num.Minimise(ctx, sp.smooth(func(params, slope []float64) float64 {
		chunks.total(ctx, s.evaluate(params[0], params[1], params[2]), sum)
		for i := range slope {
			slope[i] = sum[i+1] * params[i] / n
		}
		return sum[0] / n
	}), sp.from([]float64{2, 3, 1}), o)
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
	factor, alive := 1.0, p.alive(c)
	for k := 1; k <= h.Periods; k++ {
		until := p.expected(c, alive, float64(k)*h.Length)
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
