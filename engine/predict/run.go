package predict

import (
	"context"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/feature"
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
	// Folds and Repeats are those of a snapshot without dates; 0 = 5 folds, 2 repeats.
	Folds, Repeats int
}

func (o Options) withDefaults() Options {
	set := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	set(&o.MaxRows, 50_000)
	set(&o.MaxTrain, 6)
	set(&o.MaxTest, 3)
	set(&o.Folds, 5)
	set(&o.Repeats, 2)
	return o
}

// Designs of the race.
const (
	designRolling = "rolling_origin"
	designFolds   = "stratified_folds"
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
	winner     competitor
	suspicious []string
	progress   engine.Progress
	frames     map[engine.Day]*feature.Frame // of the race, to train on again
}

// Run holds the race for a definition of churn. Without a race — Race.Skipped says
// why — the Scorer is nil, and its Watch refuses with predict.no_race.
func Run(ctx context.Context, r store.Reader, d churn.Definition, o Options, p engine.Progress) (Race, *Scorer, error) {
	if p == nil {
		p = engine.NoProgress{}
	}
	o = o.withDefaults()
	snaps := &snapshots{reader: r, window: d.WindowDays, options: o, progress: p, cache: map[engine.Day]*feature.Frame{}}
	race, err := hold(ctx, snaps, d)
	if err != nil || race.Skipped != "" {
		return race, nil, err
	}
	s := &Scorer{definition: d, options: o, suspicious: race.Suspicious, progress: p, frames: snaps.cache}
	s.winner = competitor{race.Verdict.Winner, kindRule}
	if s.winner.name == ModelLogistic {
		s.winner.kind = kindModel
	}
	return race, s, nil
}

func hold(ctx context.Context, s *snapshots, d churn.Definition) (Race, error) {
	if d.Business == churn.Contractual {
		return foldRace(ctx, s.reader, s.options, s.progress)
	}
	race := newRace(designRolling, d.WindowDays)
	if d.WindowDays <= 0 || d.AsOf == engine.NoDay {
		race.Skipped = skippedNoWindow
		return race, nil
	}
	return rollingRace(ctx, s, d)
}

// newRace is a race nobody has run yet: what is not known is undefined, not 0.
func newRace(design string, horizon int) Race {
	u := engine.Undefined()
	return Race{
		Design: design, Horizon: horizon, Churned: engine.NewRate(0, 0),
		Verdict: Verdict{Gain: u, GainLow: u, GainHigh: u},
		Train:   []engine.Day{}, Test: []engine.Day{}, Entries: []Entry{}, Rounds: []Round{},
		Calibration: []CalibrationBin{}, Suspicious: []string{},
	}
}

// enough is the number of churners and of stayers below which there is no race, on
// either side of the split.
const enough = 30

func tooFew(y []bool) bool {
	n := count(y)
	return n < enough || len(y)-n < enough
}
