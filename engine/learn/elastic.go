package learn

import (
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine"
)

// KindElasticNet is the kind of NewElasticNet's models.
const KindElasticNet = "elastic_net"

// NetOptions steer an elastic net. Zero fields take the values in brackets.
type NetOptions struct {
	// Mix is glmnet's alpha: 1 lasso, 0 ridge, between them both [0].
	Mix float64 `json:"mix"`
	// Lambda is glmnet's: minus the mean log likelihood plus
	// λ·((1−Mix)/2·Σβ² + Mix·Σ|β|), β per standard deviation. 0 chooses it from the
	// path: the least Score on Training.Later or, without that, the largest λ within one
	// standard error of the least over Folds of rows. Rows of one customer may then be in
	// several folds; where that matters, choose λ outside and name it here.
	Lambda float64 `json:"lambda,omitempty"`
	Steps  int     `json:"steps,omitempty"` // λ on the path [60]
	Folds  int     `json:"folds,omitempty"` // [5]
	// Score judges probabilities when λ is chosen, less is better [LogLoss].
	Score func(p []float64, y []bool) float64 `json:"-"`
}

const (
	lambdaRatio = 1e-4 // last λ of a path over the first, as glmnet with more rows than columns
	fewRowRatio = 1e-2 // with fewer
	leastMix    = 1e-3 // ridge has no first λ; glmnet takes this mix's
	enoughRatio = 0.999
	noChange    = 1e-5 // a path ends when the explained deviance changes by less
	leastPath   = 5
)

func (o NetOptions) withDefaults() NetOptions {
	if o.Steps == 0 {
		o.Steps = 60
	}
	if o.Folds == 0 {
		o.Folds = 5
	}
	if o.Score == nil {
		o.Score = LogLoss
	}
	return o
}

func (o NetOptions) bad() bool {
	return !(o.Mix >= 0 && o.Mix <= 1) || !(o.Lambda >= 0) || math.IsInf(o.Lambda, 0) || o.Steps < 2 || o.Folds < 2
}

// Net is a fitted elastic net. Its coefficients are shrunk and have no standard errors.
type Net struct {
	*Logistic
	Net     NetOptions `json:"net"`
	Lambda  float64    `json:"lambda"`
	Nonzero int        `json:"nonzero"`
	Tried   []Try      `json:"tried,omitempty"` // when λ was chosen inside
}

// Try is one λ of a choice.
type Try struct {
	Lambda float64       `json:"lambda"`
	Score  engine.Number `json:"score"`
	SE     engine.Number `json:"se"` // over folds; undefined on later data
}

// NewElasticNet is penalised logistic regression (Friedman, Hastie, Tibshirani 2010) as
// an Estimator. Options outside their range are Error "learn.bad_option".
func NewElasticNet(o NetOptions) Estimator {
	return Encoded[*Net]{Name: KindElasticNet,
		FitMatrix: func(ctx context.Context, in Matrices, progress engine.Progress) (*Net, error) {
			return FitNet(ctx, in, o, progress)
		}}
}

// FitNet fits one elastic net; a Lambda of 0 is chosen as NetOptions says.
func FitNet(ctx context.Context, in Matrices, o NetOptions, progress engine.Progress) (*Net, error) {
	n, err := newNet(ctx, in, o)
	if err != nil {
		return nil, err
	}
	if progress == nil {
		progress = engine.NoProgress{}
	}
	progress.Stage("learn.elastic_net", 0)
	n.tick = func() { progress.Add(1) }
	if n.Lambda > 0 {
		s, err := n.descend(ctx, n.Lambda, nil)
		if err != nil {
			return nil, err
		}
		return n.model(s, n.Lambda), nil
	}
	return n.choose(ctx, in)
}

// Path fits the whole path from the λ where all coefficients are 0 downwards, each fit
// starting from the last.
func Path(ctx context.Context, in Matrices, o NetOptions) ([]*Net, error) {
	n, err := newNet(ctx, in, o)
	if err != nil {
		return nil, err
	}
	points, err := n.path(ctx, n.lambdas())
	models := make([]*Net, len(points))
	for k, p := range points {
		models[k] = n.model(p.beta, p.lambda)
	}
	return models, err
}

// net is a fit on its way.
type net struct {
	NetOptions
	*Design
	base *Logistic // names, scale and warnings
	seed uint64
	tick func()
}

func newNet(ctx context.Context, in Matrices, o NetOptions) (*net, error) {
	o = o.withDefaults()
	if o.bad() {
		return nil, &engine.Error{Code: "learn.bad_option"}
	}
	plain := Options{Ridge: 1, Names: in.Names, Tol: defaultTol} // a ridge above 0 keeps columns that others add up to
	if err := check(in.X, in.Y, plain); err != nil {
		return nil, err
	}
	base := newLogistic(in.X, in.Y, plain)
	d, err := base.prepare(ctx, in.X, in.Y)
	if err != nil {
		return nil, err
	}
	base.Options = Options{}
	return &net{NetOptions: o, Design: d, base: base, seed: in.Seed, tick: func() {}}, nil
}

func (n *net) model(beta []float64, lambda float64) *Net {
	m := *n.base
	m.Beta = make([]float64, len(m.SD))
	m.SE = make([]engine.Number, len(m.SD)+1)
	for j := range m.SE {
		m.SE[j] = engine.Undefined()
	}
	m.Base = beta[0]
	out := &Net{Logistic: &m, Net: n.NetOptions, Lambda: lambda}
	for k, j := range n.Kept {
		m.Beta[j] = beta[k+1]
		out.Nonzero += int(unit(beta[k+1] != 0))
	}
	eta := make([]float64, n.N)
	n.linear(beta, eta)
	m.LogLik = -objective(n.Design, beta, eta, 0)
	return out
}

// lambdas descend from the one that leaves no coefficient.
func (n *net) lambdas() []float64 {
	share := float64(n.Events()) / float64(n.N)
	score := make([]float64, n.P)
	for i := range n.N {
		for k, v := range n.Row(i) {
			score[k] += v * (n.Y[i] - share)
		}
	}
	most := 0.0
	for _, v := range score {
		most = max(most, math.Abs(v))
	}
	most /= float64(n.N) * max(n.Mix, leastMix)
	ratio := lambdaRatio
	if n.N <= n.P {
		ratio = fewRowRatio
	}
	out := make([]float64, n.Steps)
	for k := range out {
		out[k] = most * math.Pow(ratio, float64(k)/float64(n.Steps-1))
	}
	return out
}

// step is one fit of a path.
type step struct {
	lambda float64
	beta   []float64
}

// path fits the given λ in turn and ends early as glmnet does: when nearly all deviance
// is explained or nothing more is gained.
func (n *net) path(ctx context.Context, lambdas []float64) ([]step, error) {
	var out []step
	null := n.deviance(nil)
	before := 0.0
	var from []float64
	for k, l := range lambdas {
		beta, err := n.descend(ctx, l, from)
		if err != nil {
			return nil, err
		}
		out = append(out, step{l, beta})
		from = beta
		explained := 1 - n.deviance(beta)/null
		if k >= leastPath && (explained > enoughRatio || explained-before < noChange*explained) {
			break
		}
		before = explained
	}
	return out, nil
}

func (n *net) deviance(beta []float64) float64 {
	if beta == nil {
		beta = make([]float64, n.P+1)
		beta[0] = n.Prior()
	}
	eta := make([]float64, n.N)
	n.linear(beta, eta)
	return 2 * objective(n.Design, beta, eta, 0)
}

// predict are the probabilities of the rows of a design.
func (d *Design) predict(beta []float64) []float64 {
	p := make([]float64, d.N)
	d.linear(beta, p)
	for i, v := range p {
		p[i] = sigmoid(v)
	}
	return p
}

// Scaled is a design of other rows on this one's scale.
func (d *Design) Scaled(x *mat.Dense, y []bool) *Design {
	out := &Design{N: len(y), P: d.P, X: make([]float64, 0, len(y)*d.P), Y: make([]float64, len(y)), Kept: d.Kept, Scale: d.Scale}
	row := make([]float64, 0, d.P)
	for i, yes := range y {
		row = d.Scale.Row(x.RawRowView(i), row)
		out.X = append(out.X, row...)
		out.Y[i] = unit(yes)
	}
	return out
}

// choose finds λ on later data or by folds and fits it on all rows.
func (n *net) choose(ctx context.Context, in Matrices) (*Net, error) {
	all, err := n.path(ctx, n.lambdas())
	if err != nil {
		return nil, err
	}
	tried := make([]Try, len(all))
	best := 0
	if in.Later != nil && in.Later.RawMatrix().Rows == len(in.LaterY) {
		later := n.Scaled(in.Later, in.LaterY)
		for k, s := range all {
			tried[k] = Try{s.lambda, engine.Number(n.Score(later.predict(s.beta), in.LaterY)), engine.Undefined()}
			if tried[k].Score < tried[best].Score {
				best = k
			}
		}
	} else if best, err = n.byFolds(ctx, tried, all); err != nil {
		return nil, err
	}
	m := n.model(all[best].beta, all[best].lambda)
	m.Tried = tried
	return m, nil
}

// byFolds takes the largest λ whose score is within one standard error of the least.
func (n *net) byFolds(ctx context.Context, tried []Try, all []step) (int, error) {
	lambdas := make([]float64, len(all))
	scores := make([][]float64, len(all))
	for k, s := range all {
		lambdas[k] = s.lambda
	}
	y := n.Outcomes()
	fold := StratifiedFolds(y, n.Folds, n.seed)
	for f := range n.Folds {
		train, test := Split(fold, f)
		part, held := *n, n.Take(test)
		part.Design = n.Take(train)
		if e := part.Events(); e == 0 || e == part.N || held.N == 0 {
			continue // too few events for so many folds
		}
		steps, err := part.path(ctx, lambdas)
		if err != nil {
			return 0, err
		}
		outcomes := held.Outcomes()
		for k := range all { // a path that ended early stays where it is
			scores[k] = append(scores[k], n.Score(held.predict(steps[min(k, len(steps)-1)].beta), outcomes))
		}
	}
	least := 0
	for k, s := range scores {
		mean, se := meanAndSE(s)
		tried[k] = Try{lambdas[k], engine.Number(mean), engine.Number(se)}
		if mean < float64(tried[least].Score) {
			least = k
		}
	}
	within := tried[least].Score + tried[least].SE
	if at := slices.IndexFunc(tried, func(t Try) bool { return t.Score <= within }); at >= 0 {
		return at, nil
	}
	return least, nil
}
