package predict

import (
	"cmp"
	"context"
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/learn"
)

// course is what every competitor learns from for one test: all training rows, cut
// once into an earlier part to try options on and a later part to judge them by.
type course struct {
	train       *rows
	early, late *rows
	byCustomers bool // too short for a cut in time: late holds other customers
	seed        uint64
}

const (
	// enoughToTune is the fewest rows of either outcome on both sides of a cut in time.
	enoughToTune = 30
	// lateFolds: without a cut in time one customer of so many judges the options.
	lateFolds = 4
	// maxTuneRows and maxFitRows bound the rows options are tried on and the rows of a
	// model's final fit.
	maxTuneRows = 3_000
	maxFitRows  = 10_000
)

// newCourse cuts training rows. The later part is the latest training day, the
// earlier one the days whose outcome was known by then; where that leaves too few, and
// for tables without dates, other customers judge.
func newCourse(train *rows, horizon int, seed uint64) *course {
	train.group = places(train.group)
	c := &course{train: train, seed: seed}
	if len(train.day) > 0 {
		last := slices.Max(train.day)
		early := train.where(func(i int) bool { return train.day[i]+engine.Day(horizon) <= last })
		late := train.where(func(i int) bool { return train.day[i] == last })
		if min(fewest(at(train.Y, early)), fewest(at(train.Y, late))) >= enoughToTune {
			c.early, c.late = train.take(sample(train, early, seed)), train.take(sample(train, late, seed))
			return c
		}
	}
	c.byCustomers = true
	fold := learn.StratifiedGroupFolds(train.group, train.Y, lateFolds, seed)
	rest, held := learn.Split(fold, 0)
	c.early, c.late = train.take(sample(train, rest, seed)), train.take(sample(train, held, seed))
	return c
}

// places numbers the customers of the rows one by one, in their order: numbers of the
// project move when other customers come, and who is drawn must not.
func places(group []int32) []int32 {
	order := slices.Clone(group)
	slices.Sort(order)
	order = slices.Compact(order)
	out := make([]int32, len(group))
	for i, no := range group {
		k, _ := slices.BinarySearch(order, no)
		out[i] = int32(k)
	}
	return out
}

// What options were judged by.
const (
	tunedByDay       = "later_day"
	tunedByCustomers = "other_customers"
)

func (c *course) tuned() string {
	if c.byCustomers {
		return tunedByCustomers
	}
	return tunedByDay
}

// sample draws at most maxTuneRows of the rows by a hash of what they are, so that
// their order does not matter, and keeps their order.
func sample(r *rows, index []int, seed uint64) []int { return sampleOf(r, index, maxTuneRows, seed) }

func sampleOf(r *rows, index []int, most int, seed uint64) []int {
	if len(index) <= most {
		return index
	}
	key := make([]uint64, len(r.group))
	for _, i := range index {
		h := seed ^ uint64(uint32(r.group[i]))*0x9e3779b97f4a7c15
		if r.day != nil {
			h ^= uint64(uint32(r.day[i])) << 32
		}
		key[i] = scramble(h)
	}
	picked := slices.Clone(index)
	slices.SortFunc(picked, func(a, b int) int { return cmp.Or(cmp.Compare(key[a], key[b]), cmp.Compare(a, b)) })
	picked = picked[:most]
	slices.Sort(picked)
	return picked
}

// scramble is the finaliser of splitmix64 (Steele, Lea and Flood 2014).
func scramble(h uint64) uint64 {
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

// fitted is a competitor that has seen its training rows.
type fitted struct {
	rival
	ranker ranker
	scale  *learn.Calibrator
	option int             // chosen
	chosen learn.Estimator // the option with as many rounds as served it; nil for a rule
	again  fitter          // learns with it
	tried  []Tried
	rows   int // trained on
}

// score ranks rows (higher = riskier) and gives them probabilities.
func (f *fitted) score(x *learn.Frame) (score, probability []float64) {
	score = f.ranker.Rank(x)
	return score, f.scale.Apply(f.scaled(score))
}

// scaled are the scores as calibration sees them: the log odds of a model.
func (f *fitted) scaled(score []float64) []float64 {
	if isRule(f.rival) {
		return score
	}
	return logits(score)
}

// model is the fitted model, nil for a rule.
func (f *fitted) model() learn.Model {
	if m, ok := f.ranker.(modelRanker); ok {
		return m.model
	}
	return nil
}

// fit chooses options on the earlier part by the log loss on the later part, makes
// probabilities of scores on the later part, and learns again from all training rows.
func (r rival) fit(ctx context.Context, c *course) (*fitted, error) {
	whole := c.whole(r.kind)
	f := &fitted{rival: r, rows: whole.count()}
	if r.most > 0 {
		f.rows = min(f.rows, r.most)
	}
	var best ranker
	least := math.Inf(1)
	for k, option := range r.options {
		m, err := option(ctx, learn.Training{Sample: c.early.Sample, Later: &c.late.Sample, Seed: c.seed})
		if err != nil {
			return nil, err
		}
		loss := 0.0
		if r.kind == kindModel {
			loss = learn.LogLoss(m.Rank(c.late.X), c.late.Y)
			f.tried = append(f.tried, Tried{Train: engine.Number(learn.LogLoss(m.Rank(c.early.X), c.early.Y)), Later: engine.Number(loss)})
		}
		if best == nil || loss < least {
			best, least, f.option = m, loss, k
		}
	}
	if err := f.calibrate(best, c); err != nil {
		return nil, err
	}
	f.again = r.options[f.option]
	if f.chosen = settled(r.estimators, f.option, best); f.chosen != nil {
		f.again = estimatorFit(f.chosen)
	}
	var err error
	f.ranker, err = f.again(ctx, learn.Training{Sample: whole.Sample, Seed: c.seed})
	return f, err
}

// whole are the rows of the final fit: all, or for a model as many as it can take in
// reasonable time.
func (c *course) whole(kind string) *rows {
	if kind == kindRule || c.train.count() <= maxFitRows {
		return c.train
	}
	return c.train.take(sampleOf(c.train, all(c.train.count()), maxFitRows, c.seed))
}

// settled is the option that was chosen, with as many rounds as served it where it
// stopped early; nil for a rule.
func settled(options []learn.Estimator, chosen int, best ranker) learn.Estimator {
	if m, ok := best.(modelRanker); ok {
		if s, ok := m.model.(learn.Settler); ok {
			return s.Settled()
		}
	}
	if len(options) == 0 {
		return nil
	}
	return options[chosen]
}

// enoughForSteps is the fewest rows of either outcome for an isotonic scale.
const enoughForSteps = 1000

// calibrate makes probabilities of the scores of a competitor on rows it has not seen:
// in steps (isotonic) where there are many, else by two parameters (Platt). A rule has
// learnt nothing from the earlier rows, so that with few rows it takes all.
func (f *fitted) calibrate(best ranker, c *course) error {
	rank, y := best.Rank(c.late.X), c.late.Y
	fit := learn.FitIsotonic
	switch few := fewest(y) < enoughForSteps; {
	case few && isRule(f.rival):
		rank, y = best.Rank(c.train.X), c.train.Y
	case few:
		fit = learn.FitPlatt
	}
	var ok bool
	if f.scale, ok = fit(f.scaled(rank), y); !ok {
		return &engine.Error{Code: "predict.no_rows"}
	}
	return nil
}

// nearlyCertain keeps log odds finite, as in learn.Calibrated.
const nearlyCertain = 1e-15

func logits(p []float64) []float64 {
	out := make([]float64, len(p))
	for i, v := range p {
		v = math.Min(math.Max(v, nearlyCertain), 1-nearlyCertain)
		out[i] = math.Log(v) - math.Log1p(-v)
	}
	return out
}
