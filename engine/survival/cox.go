package survival

import (
	"context"
	"math"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// Lives is what happened to each row of a matrix of covariates. Times and Events
// are needed; the others may be nil.
type Lives struct {
	Times  []float64
	Events []bool
	// Entry: under observation from then on, exclusive (late entry).
	Entry []float64
	// Stratum: each has its own baseline, the coefficients are common.
	Stratum []string
	// Cluster: rows of one customer share a value; standard errors that allow for
	// it are RobustSE. Nil makes every row its own.
	Cluster []string
}

// CoxOptions steer a Cox fit. The zero value is Efron's treatment of ties.
type CoxOptions struct {
	Names   []string `json:"names,omitempty"`
	Breslow bool     `json:"breslow,omitempty"` // cruder treatment of ties
	Robust  bool     `json:"robust,omitempty"`  // also sandwich standard errors
	MaxIter int      `json:"maxIter,omitempty"` // 0 means 50
}

const (
	coxFormat  = 1
	coxMaxIter = 50
	// enoughEvents is the number of events per column below which a fit warns.
	enoughEvents = 10
)

// Cox is a fitted proportional-hazards model, read only, that survives JSON
// unchanged. A column without a say (constant, or the sum of earlier ones) has
// coefficient 0 and undefined standard errors.
type Cox struct {
	Format   int               `json:"format"`
	Options  CoxOptions        `json:"options"`
	Names    []string          `json:"names"`
	Coef     []float64         `json:"coef"` // log hazard ratio of one unit more
	SE       []engine.Number   `json:"se"`
	RobustSE []engine.Number   `json:"robustSE,omitempty"`
	Cov      [][]engine.Number `json:"cov"`
	Mean     []float64         `json:"mean"` // of each column

	Rows       int         `json:"rows"`
	Events     int         `json:"events"`
	NullLogLik float64     `json:"nullLogLik"`
	LogLik     float64     `json:"logLik"`
	DF         int         `json:"df"` // columns with a say
	LR         Test        `json:"lr"`
	Wald       Test        `json:"wald"`
	Score      Test        `json:"score"`
	Agreement  Concordance `json:"concordance"`
	Baseline   []Baseline  `json:"baseline"` // one a stratum, ascending
	Iterations int         `json:"iterations"`

	Warnings []engine.Warning `json:"warnings,omitempty"`
}

// Test is a chi-square test.
type Test struct {
	ChiSq engine.Number `json:"chiSq"`
	DF    int           `json:"df"`
	P     engine.Number `json:"p"`
}

func newTest(chi float64, df int) Test {
	return Test{engine.Number(chi), df, engine.Number(stat.ChiSquareTail(chi, float64(df)))}
}

// FailedCox is the error of a fit that has no finite answer ("survival.separation":
// a column says for certain who goes first) or reached none
// ("survival.not_converged"). Last is the last iterate, for diagnosis only.
type FailedCox struct {
	Problem *engine.Error
	Last    *Cox
}

// Error implements error.
func (f *FailedCox) Error() string { return f.Problem.Error() }

// Unwrap gives the engine.Error, so that errors.As finds it.
func (f *FailedCox) Unwrap() error { return f.Problem }

// FitCox estimates hazard ratios. It refuses empty data, NaN and infinity (naming
// the column), impossible times and data in which nothing ended.
func FitCox(ctx context.Context, x *mat.Dense, l Lives, o CoxOptions, progress engine.Progress) (*Cox, error) {
	if progress == nil {
		progress = engine.NoProgress{}
	}
	if o.MaxIter == 0 {
		o.MaxIter = coxMaxIter
	}
	d, err := prepare(ctx, x, l, o.Names)
	if err != nil {
		return nil, err
	}
	if d.events == 0 {
		return nil, &engine.Error{Code: "survival.no_events", Args: engine.Args{"rows": d.n}}
	}
	d.breslow = o.Breslow
	progress.Stage("survival.cox", 0)
	s, err := d.maximise(ctx, o.MaxIter, func() { progress.Add(1) })
	if err != nil {
		return nil, err
	}
	m := &Cox{Format: coxFormat, Options: o, Names: d.names, Rows: d.n, Events: d.events, Mean: d.mean,
		Warnings: d.warnings, Iterations: s.iterations}
	m.take(d, s)
	for _, w := range m.Warnings {
		progress.Warn(w)
	}
	if s.reason != "" {
		return nil, &FailedCox{Last: m, Problem: &engine.Error{Code: s.reason,
			Args: engine.Args{"rows": d.n, "events": d.events, "iterations": s.iterations}}}
	}
	return m, ctx.Err()
}

// take moves the optimiser's answer into the model, in raw units.
func (m *Cox) take(d *design, s *ascent) {
	p := len(d.names)
	m.Coef, m.SE = make([]float64, p), undefined(p)
	m.Cov = make([][]engine.Number, p)
	for i := range m.Cov {
		m.Cov[i] = undefined(p)
	}
	m.DF, m.NullLogLik, m.LogLik = d.p, s.null, s.logLik
	m.LR, m.Score = newTest(2*(s.logLik-s.null), d.p), newTest(s.score, d.p)
	m.Wald = newTest(math.NaN(), d.p)
	if d.p > 0 {
		if w, ok := quadraticOf(s.inverse, s.beta); ok {
			m.Wald = newTest(w, d.p)
		}
	}
	for a, j := range d.kept {
		m.Coef[j] = s.beta[a] / d.sd[j]
		if s.inverse == nil {
			continue
		}
		m.SE[j] = engine.Number(math.Sqrt(s.inverse.At(a, a)) / d.sd[j])
		for b, k := range d.kept {
			m.Cov[j][k] = engine.Number(s.inverse.At(a, b) / d.sd[j] / d.sd[k])
		}
	}
	eta := d.linear(s.beta)
	m.Agreement = d.concordance(eta)
	m.Baseline = d.baseline(s.beta, eta)
	if m.Options.Robust && s.inverse != nil {
		m.RobustSE = d.robust(s, eta)
	}
}

func undefined(n int) []engine.Number {
	out := make([]engine.Number, n)
	for i := range out {
		out[i] = engine.Undefined()
	}
	return out
}

// quadraticOf is bᵀ·v⁻¹·b.
func quadraticOf(v *mat.SymDense, b []float64) (float64, bool) {
	if v == nil {
		return math.NaN(), false
	}
	return quadratic(v, mat.NewVecDense(len(b), b))
}

// HazardRatio is one line of the table of a Cox model.
type HazardRatio struct {
	Name  string        `json:"name"`
	Coef  engine.Number `json:"coef"`
	SE    engine.Number `json:"se"` // robust where asked for
	Z     engine.Number `json:"z"`
	P     engine.Number `json:"p"`
	Ratio engine.Number `json:"ratio"` // of one unit more
	Low   engine.Number `json:"low"`
	High  engine.Number `json:"high"`
}

// Table is the model line by line, with 95 % intervals.
func (m *Cox) Table() []HazardRatio {
	out := make([]HazardRatio, len(m.Coef))
	for j, b := range m.Coef {
		se := float64(m.SE[j])
		if m.RobustSE != nil {
			se = float64(m.RobustSE[j])
		}
		z := b / se
		out[j] = HazardRatio{Name: m.Names[j], Coef: engine.Number(b), SE: engine.Number(se), Z: engine.Number(z),
			P: engine.Number(stat.NormalTail(z)), Ratio: engine.Number(math.Exp(b)),
			Low: engine.Number(math.Exp(b - engine.Z95*se)), High: engine.Number(math.Exp(b + engine.Z95*se))}
	}
	return out
}

// AIC is −2·LogLik plus twice the number of columns with a say.
func (m *Cox) AIC() float64 { return 2*float64(m.DF) - 2*m.LogLik }

// Baseline is the cumulative hazard of a row at the mean of every column in one
// stratum, after each distinct time with an end.
type Baseline struct {
	Stratum string    `json:"stratum"`
	Times   []float64 `json:"times"`
	Hazard  []float64 `json:"hazard"`
}

// At is the cumulative hazard at t.
func (b Baseline) At(t float64) float64 {
	h := 0.0
	for i, v := range b.Times {
		if v > t {
			break
		}
		h = b.Hazard[i]
	}
	return h
}

// Linear is the log hazard of a row relative to the mean row; NaN for a wrong width.
func (m *Cox) Linear(row []float64) float64 {
	if len(row) != len(m.Coef) {
		return math.NaN()
	}
	var s float64
	for j, b := range m.Coef {
		if b != 0 {
			s += b * (row[j] - m.Mean[j])
		}
	}
	return s
}

// Survival is the share of such rows still there after t; NaN for an unknown
// stratum or a wrong width. Beyond the last end seen it is carried on flat.
func (m *Cox) Survival(row []float64, stratum string, t float64) float64 {
	for _, b := range m.Baseline {
		if b.Stratum == stratum {
			return math.Exp(-b.At(t) * math.Exp(m.Linear(row)))
		}
	}
	return math.NaN()
}

// Conditional is the share of such rows lasting u longer once they have lasted t.
func (m *Cox) Conditional(row []float64, stratum string, t, u float64) float64 {
	return m.Survival(row, stratum, t+u) / m.Survival(row, stratum, t)
}

// CumulativeHazard is the baseline at all columns zero, as R's basehaz(centered = FALSE).
func (m *Cox) CumulativeHazard(stratum string, t float64) float64 {
	return -math.Log(m.Survival(make([]float64, len(m.Coef)), stratum, t))
}
