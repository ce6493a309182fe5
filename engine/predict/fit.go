package predict

import (
	"context"
	"errors"
	"math"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine"
	"huiliu/engine/learn"
	"huiliu/engine/stat"
)

// competitor is one entry of the race.
type competitor struct{ name, kind string }

// Kinds of competitor.
const (
	kindRule  = "rule"
	kindModel = "model"
)

// shopRivals lists the competitors on purchases, simplest first.
func shopRivals() []competitor {
	return []competitor{{RuleSilence, kindRule}, {RuleFrequencyRecency, kindRule}, {RuleRFM, kindRule}, {ModelLogistic, kindModel}}
}

// contractRivals lists the competitors on a customer table, simplest first. Rules on
// columns the table does not have would only be straw men.
func contractRivals(t *table) []competitor {
	var list []competitor
	if t.find(colTenure).varies() {
		list = append(list, competitor{RuleTenure, kindRule})
		if t.find(colMonthly).varies() {
			list = append(list, competitor{RuleTenureAmount, kindRule})
		}
	}
	return append(list, competitor{RuleColumn, kindRule}, competitor{ModelLogistic, kindModel})
}

// fitted is a competitor that has seen its training rows.
type fitted struct {
	competitor
	cuts     [3][]float64           // rules
	scale    *learn.RuleProbability // rules
	encoder  *encoder               // models, and the rule of one column
	sign     float64                // of that column's output: +1 = higher is riskier
	logistic *learn.Logistic        // models
}

// training is what a competitor may learn from.
type training struct {
	table *table
	rows  []int
	skip  []string // suspicious columns
	seed  uint64
}

func (c competitor) fit(ctx context.Context, in training) (*fitted, error) {
	if c.kind == kindRule {
		return c.fitRule(in)
	}
	e := newEncoder(in.table, in.rows, in.skip)
	x := e.matrix(in.table, in.rows)
	if x == nil {
		return nil, &engine.Error{Code: "predict.no_features"}
	}
	y := in.table.labels(in.rows)
	ridge, err := chooseRidge(ctx, in, e)
	if err != nil {
		return nil, err
	}
	m, err := fitLogistic(ctx, x, y, learn.Options{Ridge: ridge})
	if err != nil {
		return nil, err
	}
	return &fitted{competitor: c, encoder: e, logistic: m}, nil
}

func (c competitor) fitRule(in training) (*fitted, error) {
	f := &fitted{competitor: c}
	switch c.name {
	case RuleRFM:
		f.cuts = rfmCuts(in.table, in.rows)
	case RuleColumn:
		f.encoder, f.sign = bestColumn(in)
	}
	scale, ok := learn.FitRule(f.ruleScore(in.table, in.rows), in.table.labels(in.rows))
	if !ok {
		return nil, &engine.Error{Code: "predict.no_rows"}
	}
	f.scale = scale
	return f, nil
}

// score ranks rows (higher = riskier) and gives them probabilities.
func (f *fitted) score(t *table, rows []int) (score, probability []float64) {
	if f.kind == kindRule {
		score = f.ruleScore(t, rows)
		return score, f.scale.Predict(score)
	}
	p := f.logistic.Predict(f.encoder.matrix(t, rows))
	return p, p
}

func (f *fitted) ruleScore(t *table, rows []int) []float64 {
	if f.name != RuleColumn {
		return ruleScore(f.name, t, rows, f.cuts)
	}
	score := make([]float64, len(rows))
	if x := f.encoder.matrix(t, rows); x != nil {
		mat.Col(score, 0, x)
	}
	for i := range score {
		score[i] *= f.sign
	}
	return score
}

// bestColumn finds the number or level whose AUC alone is farthest from chance; the
// first of equals.
func bestColumn(in training) (*encoder, float64) {
	e := newEncoder(in.table, in.rows, in.skip)
	best, sign, most := &encoder{}, 1.0, 0.0
	x, y := e.matrix(in.table, in.rows), in.table.labels(in.rows)
	for k := range e.outputs {
		lead := learn.AUC(mat.Col(nil, k, x), y) - 0.5
		if math.Abs(lead) > most {
			best, sign, most = &encoder{outputs: e.outputs[k : k+1]}, math.Copysign(1, lead), math.Abs(lead)
		}
	}
	return best, sign
}

// fitLogistic accepts the last iterate of a fit that ran out of steps: with ridge it
// is close to the answer and finite.
func fitLogistic(ctx context.Context, x *mat.Dense, y []bool, o learn.Options) (*learn.Logistic, error) {
	m, err := learn.Fit(ctx, x, y, o, engine.NoProgress{})
	var failed *learn.FailedFit
	if errors.As(err, &failed) && failed.Last != nil && len(failed.Last.Beta) > 0 {
		return failed.Last, nil
	}
	return m, err
}

// The ridge is chosen on few rows and by loose fits: its grid is coarse.
const (
	maxTuneRows = 5000
	tuneFolds   = 3
	tuneTol     = 1e-6
)

func ridgeGrid() []float64 { return []float64{1, 10, 100} }

// chooseRidge takes the penalty with the smallest log loss over folds that keep a
// customer's rows together, inside the training rows only; the larger of equals.
func chooseRidge(ctx context.Context, in training, e *encoder) (float64, error) {
	rows := tuneRows(in)
	group := make([]int32, len(rows))
	for k, i := range rows {
		group[k] = in.table.group[i]
	}
	fold := learn.StratifiedGroupFolds(group, in.table.labels(rows), tuneFolds, in.seed)
	best, least := ridgeGrid()[0], math.Inf(1)
	losses := make([]float64, len(ridgeGrid()))
	for f := range tuneFolds {
		train, test := learn.Split(fold, f)
		train, test = at(rows, train), at(rows, test)
		y := in.table.labels(train)
		if len(test) == 0 || oneClass(y) {
			continue
		}
		x, later := e.matrix(in.table, train), e.matrix(in.table, test)
		for k, ridge := range ridgeGrid() {
			m, err := fitLogistic(ctx, x, y, learn.Options{Ridge: ridge, Tol: tuneTol})
			if err != nil {
				return 0, err
			}
			losses[k] += learn.LogLoss(m.Predict(later), in.table.labels(test)) * float64(len(test))
		}
	}
	for k, ridge := range ridgeGrid() {
		if losses[k] <= least {
			best, least = ridge, losses[k]
		}
	}
	return best, nil
}

// tuneRows draws at most maxTuneRows of the training rows.
func tuneRows(in training) []int {
	if len(in.rows) <= maxTuneRows {
		return in.rows
	}
	pick := stat.NewRand(in.seed, "predict.tune").Perm(len(in.rows))[:maxTuneRows]
	return at(in.rows, pick)
}

func at(rows, index []int) []int {
	out := make([]int, len(index))
	for k, i := range index {
		out[k] = rows[i]
	}
	return out
}

func oneClass(y []bool) bool {
	n := count(y)
	return n == 0 || n == len(y)
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
