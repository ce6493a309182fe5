package predict

import (
	"context"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/feature"
	"huiliu/engine/learn"
	"huiliu/engine/learn/kinds"
	"huiliu/engine/store"
)

// Options bound the race. Zero values choose defaults.
type Options struct {
	// Seed moves folds and samples; the same seed gives the same numbers.
	Seed uint64
	// MaxRows is how many customers of one snapshot a model is trained on at most,
	// drawn by a hash of seed, day and customer; 0 = 50,000.
	MaxRows int
	// MaxTrain is how many training snapshots a test date may look back on; 0 = 6.
	// Fewer are taken once they hold 150,000 rows.
	MaxTrain int
	// MaxTest is how many test dates there are at most, the last of which decides; 0 = 3.
	MaxTest int
	// MarginRate is the margin of one unit of revenue where the data has no cost.
	MarginRate float64
	// Terms are the money behind the threshold; zero fields are filled in (see Terms).
	Terms Terms
	// Kinds of model that take part, the simplest first; nil = all there are.
	Kinds []kinds.Kind
	// Folds and Repeats are those of a snapshot without dates; 0 = 5 folds,
	// repeated once for tables small enough that the folds themselves make a difference.
	Folds, Repeats int
}

func (o Options) withDefaults() Options {
	set := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	if o.Kinds == nil {
		o.Kinds = kinds.Standard()
	}
	set(&o.MaxRows, 50_000)
	set(&o.MaxTrain, 6)
	set(&o.MaxTest, 3)
	set(&o.Folds, 5)
	return o
}

// manyContracts is from how many rows on the folds are not drawn a second time.
const manyContracts = 3000

// repeats is how often the folds are drawn.
func (o Options) repeats(rows int) int {
	switch {
	case o.Repeats > 0:
		return o.Repeats
	case rows < manyContracts:
		return 2
	}
	return 1
}

// Designs of the race: test days after training days, or a table without dates whose
// customers are dealt into parts.
const (
	designRolling = "rolling_origin"
	DesignFolds   = "stratified_folds"
)

// Reasons to skip the race, words race.skipped.<code>.
const (
	skippedNoCustomers  = "no_customers"
	skippedShortHistory = "history_too_short"
	skippedFewChurners  = "too_few_churners"
	skippedNoWindow     = "no_window"
)

// Scorer scores today's customers with what won the race.
type Scorer struct {
	definition churn.Definition
	options    Options
	winner     string
	rule       bool
	left       []string // columns left out
	progress   engine.Progress
	frames     map[engine.Day]*feature.Frame // of the race, to train on again
	sources    feature.Sources               // of their columns
	best       *fitted                       // the model compared with the rules
	test       *rows
	train      *rows
	last       *scoring // of the last Watch
}

// Run holds the race for a definition of churn. Without a race — Race.Skipped says
// why — the Scorer is nil, and its Watch refuses with predict.no_race.
func Run(ctx context.Context, r store.Reader, d churn.Definition, o Options, p engine.Progress) (Race, *Scorer, error) {
	if p == nil {
		p = engine.NoProgress{}
	}
	o = o.withDefaults()
	snaps := &snapshots{reader: r, window: d.WindowDays, options: o, progress: p, cache: map[engine.Day]*feature.Frame{}}
	race, h, err := hold(ctx, snaps, d)
	if err != nil || race.Skipped != "" {
		return race, nil, err
	}
	if err := h.look(ctx, &race, snaps); err != nil {
		return race, nil, err
	}
	race.Guards = guard(&race, h, d)
	s := &Scorer{definition: d, options: o, left: h.left, progress: p, frames: snaps.cache, sources: snaps.sources, test: h.test, train: h.course.train,
		winner: race.Verdict.Winner, rule: true}
	for _, f := range h.fitted {
		if f.name == race.Verdict.Model {
			s.best = f
		}
		if f.name == s.winner {
			s.rule = isRule(f.rival)
		}
	}
	return race, s, nil
}

// Winner names what is used, and says whether it is a plain rule.
func (s *Scorer) Winner() (name string, rule bool) { return s.winner, s.rule }

// Model is the best model of the race as it met the test rows: the winner if that is a
// model. Its probabilities are raw.
func (s *Scorer) Model() learn.Model { return s.best.model() }

// Chosen is the best model of the race as it can be fitted again: with the option that
// tuning chose and as many rounds as served it, a forest with fewer trees.
func (s *Scorer) Chosen() learn.Estimator { return kinds.Lighter(s.best.chosen) }

// Left names the columns no competitor has seen: those known only afterwards, and those
// that are the same for everybody on a day.
func (s *Scorer) Left() []string { return s.left }

// Held are the test rows with their outcomes, which no choice has looked at but the
// verdict; of a table without dates those of one fold.
func (s *Scorer) Held() learn.Sample { return s.test.Sample }

// Today is everybody still here.
type Today struct {
	X   *learn.Frame // the columns of Held
	IDs []string     // of customers
}

// Now is the frame of today's customers.
func (s *Scorer) Now(ctx context.Context, r store.Reader) (Today, error) {
	if s.definition.Business == churn.Contractual {
		c, err := readContracts(ctx, r)
		if err != nil {
			return Today{}, err
		}
		here := c.where(func(i int) bool { return !c.Y[i] })
		return Today{X: without(c.X, s.left).Take(here), IDs: at(c.ids, here)}, nil
	}
	f, err := feature.BuildSpec(ctx, r, feature.Spec{AsOf: s.definition.AsOf, Population: feature.Active,
		Window: s.definition.WindowDays, Sources: s.sources})
	if err != nil {
		return Today{}, err
	}
	ids, err := feature.CustomerIDs(ctx, r)
	out := Today{X: without(f.Learn(), s.left)}
	for _, no := range f.CustomerNo {
		out.IDs = append(out.IDs, ids[no])
	}
	return out, err
}

func hold(ctx context.Context, s *snapshots, d churn.Definition) (Race, *heat, error) {
	if d.Business == churn.Contractual {
		return foldRace(ctx, s)
	}
	race := newRace(designRolling, d.WindowDays)
	if d.WindowDays <= 0 || d.AsOf == engine.NoDay {
		race.Skipped = skippedNoWindow
		return race, nil, nil
	}
	return rollingRace(ctx, s, d)
}

// newRace is a race nobody has run yet: what is not known is undefined, not 0.
func newRace(design string, horizon int) Race {
	u, unproved := engine.Undefined(), "no_race"
	if design == DesignFolds {
		unproved = "no_dates"
	}
	return Race{
		Design: design, Proof: feature.Unproved(unproved), Horizon: horizon, Churned: engine.NewRate(0, 0),
		Verdict: Verdict{Gain: u, GainLow: u, GainHigh: u, P: u},
		Train:   []engine.Day{}, Test: []engine.Day{}, Entries: []Entry{}, Rounds: []Round{},
		Calibration: []CalibrationBin{}, LeftOut: []LeftOut{}, Suspicious: []string{}, Gains: []Gains{},
		Learning: []LearningPoint{}, Robust: []Trial{}, Guards: []Guard{},
	}
}

// enough is the number of churners and of stayers below which there is no race, on
// either side of the split.
const enough = 30

func tooFew(y []bool) bool { return fewest(y) < enough }
