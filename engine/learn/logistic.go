package learn

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// Options steer a logistic fit. The zero value is plain maximum likelihood.
type Options struct {
	// Ridge λ adds λ/2·Σβ² to minus the log likelihood, β per standard deviation
	// of its column, the intercept free: a normal prior of variance 1/λ. It is
	// scikit-learn's 1/C and n times glmnet's lambda.
	Ridge float64 `json:"ridge"`
	// MaxIter bounds the Newton steps; 0 means 50.
	MaxIter int `json:"maxIter,omitempty"`
	// Tol ends the fit when a step promises less gain in log likelihood; 0 means 1e-13.
	Tol float64 `json:"tol,omitempty"`
	// Names are the columns' names for errors, warnings and Coefficients; column
	// numbers from 1 stand in for missing ones.
	Names []string `json:"names,omitempty"`
}

const (
	defaultMaxIter = 50
	defaultTol     = 1e-13
	// enoughEvents is the number of events (of the rarer outcome) per column
	// below which a fit carries a warning (METHODS 1.0.6).
	enoughEvents = 10
	// formatVersion changes when a saved Logistic can no longer be read as is.
	formatVersion = 1
)

// Logistic is a fitted model. It is a plain value to be read, never changed, and
// survives JSON unchanged.
type Logistic struct {
	Format  int      `json:"format"`
	Options Options  `json:"options"`
	Names   []string `json:"names"`
	// Mean and SD standardise the columns (population SD; 0 marks a constant
	// or aliased column, which has no say).
	Mean []float64 `json:"mean"`
	SD   []float64 `json:"sd"`
	// Base is the linear predictor of a row at the mean of every column, Beta
	// the change per standard deviation.
	Base float64   `json:"base"`
	Beta []float64 `json:"beta"`
	// SE are the standard errors in raw units, intercept first, from the
	// (penalised) information; undefined for columns without a say.
	SE []engine.Number `json:"se"`

	Rows   int     `json:"rows"`
	Events int     `json:"events"`
	LogLik float64 `json:"logLik"` // without the penalty
	// PenalisedLogLik is set by FitFirth only.
	PenalisedLogLik *float64         `json:"penalisedLogLik,omitempty"`
	Iterations      int              `json:"iterations"`
	Warnings        []engine.Warning `json:"warnings,omitempty"`
}

// FailedFit is the error of a fit that has no finite answer ("learn.separation":
// columns predict the outcome perfectly; a Ridge above 0 helps) or did not reach
// one ("learn.not_converged"). Last is the last iterate, for diagnosis only.
type FailedFit struct {
	Problem *engine.Error
	Last    *Logistic
}

// Error implements error.
func (f *FailedFit) Error() string { return f.Problem.Error() }

// Unwrap gives the engine.Error, so that errors.As finds it.
func (f *FailedFit) Unwrap() error { return f.Problem }

// Fit estimates P(y) = 1/(1+exp(−base−Σβ(x−mean)/sd)). It refuses empty data, one
// outcome only and any NaN or infinity, naming the column. A constant column gets
// coefficient 0 and the warning "learn.constant_column"; without ridge, so does a
// column that earlier ones add up to ("learn.aliased_column"), as in R's glm.
func Fit(ctx context.Context, x *mat.Dense, y []bool, o Options, progress engine.Progress) (*Logistic, error) {
	if progress == nil {
		progress = engine.NoProgress{}
	}
	if o.MaxIter == 0 {
		o.MaxIter = defaultMaxIter
	}
	if o.Tol == 0 {
		o.Tol = defaultTol
	}
	if err := check(x, y, o); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m := newLogistic(x, y, o)
	d, err := m.prepare(ctx, x, y)
	if err != nil {
		return nil, err
	}
	progress.Stage("learn.logistic", 0) // Newton tells nobody how many steps it will take
	sol, err := newton(ctx, d, o, func() { progress.Add(1) })
	if err != nil {
		return nil, err
	}
	m.take(sol, d)
	for _, w := range m.Warnings {
		progress.Warn(w)
	}
	if sol.reason != "" {
		args := engine.Args{"rows": m.Rows, "events": m.Events, "iterations": m.Iterations}
		return nil, &FailedFit{Problem: &engine.Error{Code: sol.reason, Args: args}, Last: m}
	}
	return m, nil
}

func newLogistic(x *mat.Dense, y []bool, o Options) *Logistic {
	n, p := x.Dims()
	m := &Logistic{Format: formatVersion, Options: o, Names: make([]string, p), Rows: n, Events: count(y)}
	for j := range m.Names {
		m.Names[j] = columnName(o.Names, j)
	}
	m.Mean, m.SD, m.Beta = make([]float64, p), make([]float64, p), make([]float64, p)
	return m
}

func check(x *mat.Dense, y []bool, o Options) error {
	if x == nil || x.IsEmpty() {
		return &engine.Error{Code: "learn.empty"}
	}
	n, p := x.Dims()
	if n != len(y) {
		return &engine.Error{Code: "learn.length_mismatch", Args: engine.Args{"rows": n, "outcomes": len(y)}}
	}
	if !(o.Ridge >= 0) || math.IsInf(o.Ridge, 0) || o.MaxIter < 0 || !(o.Tol > 0) {
		return &engine.Error{Code: "learn.bad_option"}
	}
	for i := range n {
		for j, v := range x.RawRowView(i) {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				name := columnName(o.Names, j)
				return &engine.Error{Code: "learn.not_a_number", Place: engine.Place{Column: name},
					Args: engine.Args{"column": name, "row": i + 1, "columns": p}}
			}
		}
	}
	if k := count(y); k == 0 || k == n {
		return &engine.Error{Code: "learn.one_class", Args: engine.Args{"rows": n, "events": k}}
	}
	return nil
}

func columnName(names []string, j int) string {
	if j < len(names) && names[j] != "" {
		return names[j]
	}
	return fmt.Sprint(j + 1)
}

func count(y []bool) int {
	n := 0
	for _, v := range y {
		if v {
			n++
		}
	}
	return n
}

// Predict returns the probability of each row. A row with a NaN, or a matrix of
// another width, gives NaN.
func (m *Logistic) Predict(x *mat.Dense) []float64 {
	if x == nil || x.IsEmpty() {
		return nil
	}
	n, _ := x.Dims()
	p := make([]float64, n)
	for i := range p {
		p[i] = sigmoid(m.Linear(x.RawRowView(i)))
	}
	return p
}

// Linear is the linear predictor (log odds) of one row; NaN for a wrong width.
func (m *Logistic) Linear(row []float64) float64 {
	if len(row) != len(m.Beta) {
		return math.NaN()
	}
	s := m.Base
	for j, b := range m.Beta {
		if m.SD[j] > 0 {
			s += b * (row[j] - m.Mean[j]) / m.SD[j]
		}
	}
	return s
}

// Contributions splits the log odds of a row exactly: Base plus their sum is
// Linear(row). Each is 0 for a row at the column's mean. nil for a wrong width.
func (m *Logistic) Contributions(row []float64) []float64 {
	if len(row) != len(m.Beta) {
		return nil
	}
	c := make([]float64, len(row))
	for j, b := range m.Beta {
		if m.SD[j] > 0 {
			c[j] = b * (row[j] - m.Mean[j]) / m.SD[j]
		}
	}
	return c
}

// Coefficient is one line of the model in raw units. With ridge, values are
// shrunk and their intervals those of the penalised likelihood: read them as a
// description, not as a test.
type Coefficient struct {
	Name     string        `json:"name"` // "" for the intercept
	Value    engine.Number `json:"value"`
	SE       engine.Number `json:"se"`
	Z        engine.Number `json:"z"`
	P        engine.Number `json:"p"`
	Odds     engine.Number `json:"odds"` // odds ratio of one unit more
	OddsLow  engine.Number `json:"oddsLow"`
	OddsHigh engine.Number `json:"oddsHigh"`
	PerSD    engine.Number `json:"perSD"` // change of the log odds per standard deviation
}

// Coefficients are the intercept and then one line for each column.
func (m *Logistic) Coefficients() []Coefficient {
	intercept := m.Base
	out := make([]Coefficient, len(m.Beta)+1)
	for j, b := range m.Beta {
		v := 0.0
		if m.SD[j] > 0 {
			v = b / m.SD[j]
			intercept -= v * m.Mean[j]
		}
		out[j+1] = coefficient(m.Names[j], v, float64(m.SE[j+1]), b)
	}
	out[0] = coefficient("", intercept, float64(m.SE[0]), math.NaN())
	return out
}

func coefficient(name string, v, se, perSD float64) Coefficient {
	z := v / se
	return Coefficient{
		Name: name, Value: engine.Number(v), SE: engine.Number(se), Z: engine.Number(z),
		P: engine.Number(stat.NormalTail(z)), Odds: engine.Number(math.Exp(v)),
		OddsLow:  engine.Number(math.Exp(v - engine.Z95*se)),
		OddsHigh: engine.Number(math.Exp(v + engine.Z95*se)),
		PerSD:    engine.Number(perSD),
	}
}

// AIC is −2·LogLik plus twice the number of estimated coefficients.
func (m *Logistic) AIC() float64 {
	k := 1
	for _, s := range m.SD {
		if s > 0 {
			k++
		}
	}
	return 2*float64(k) - 2*m.LogLik
}

func sigmoid(v float64) float64 {
	if v < 0 {
		e := math.Exp(v)
		return e / (1 + e)
	}
	return 1 / (1 + math.Exp(-v))
}
