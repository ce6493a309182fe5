package predict

import (
	"context"
	"errors"
	"slices"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/feature"
	"huiliu/engine/learn"
	"huiliu/engine/store"
)

// plan is the calendar of the rolling race. Snapshots lie on a grid of half horizons
// back from the last test day; a training day's label is closed by its test day.
type plan struct {
	horizon int
	last    engine.Day   // last day a label may look at
	days    []engine.Day // the grid, latest first
	tests   int          // test days are days[0], days[2], … so that their labels do not overlap
}

const (
	// leastHistory is how many days of purchases a snapshot needs before it; half a
	// horizon if that is more.
	leastHistory = 28
	// purge is the distance in grid steps from a test day to its training days.
	purge = 2
	// enoughTrainingRows ends the search for further training snapshots.
	enoughTrainingRows = 150_000
)

// planDates lays the grid for labels closed by last over purchases since first.
func planDates(first, last engine.Day, horizon, maxTrain, maxTest int) plan {
	p := plan{horizon: horizon, last: last}
	earliest := first + engine.Day(max(leastHistory, horizon/2))
	for k := 0; k < purge+maxTrain; k++ {
		day := last - engine.Day(horizon) - engine.Day(k*horizon/2)
		if day < earliest {
			break
		}
		p.days = append(p.days, day)
	}
	// A short history has room for one grid day only: add the earliest possible one.
	if n := len(p.days); n == purge+1 && p.days[n-1]-earliest >= engine.Day(horizon/4) {
		p.days = append(p.days, earliest)
	}
	for p.tests < maxTest && p.tests*purge+purge < len(p.days) {
		p.tests++
	}
	return p
}

// snapshots builds the frames of a plan when asked for and keeps them.
type snapshots struct {
	reader   store.Reader
	window   int
	options  Options
	progress engine.Progress
	cache    map[engine.Day]*feature.Frame
	sources  feature.Sources // what the files tell by the last day; nil = everything
}

func (s *snapshots) frame(ctx context.Context, day engine.Day) (*feature.Frame, error) {
	if f := s.cache[day]; f != nil {
		return f, nil
	}
	f, err := s.build(ctx, day, s.options.MaxRows)
	if err != nil {
		return nil, err
	}
	s.cache[day] = f
	s.progress.Add(1)
	return f, nil
}

// build makes the frame of a day; all frames of a race have the same columns. Rows 0 is
// all customers.
func (s *snapshots) build(ctx context.Context, day engine.Day, rows int) (*feature.Frame, error) {
	return feature.BuildSpec(ctx, s.reader, feature.Spec{AsOf: day, Population: feature.Active,
		Window: s.window, MaxRows: rows, Seed: s.options.Seed, Sources: s.sources})
}

// built lists those of the days whose frames are there.
func (s *snapshots) built(days []engine.Day) []engine.Day {
	var out []engine.Day
	for _, day := range days {
		if s.cache[day] != nil {
			out = append(out, day)
		}
	}
	return out
}

// labelled are the rows of one snapshot with what was known of its outcome at end.
func (s *snapshots) labelled(ctx context.Context, day, end engine.Day) (*rows, error) {
	f, err := s.frame(ctx, day)
	if err != nil {
		return nil, err
	}
	return s.label(ctx, f, end)
}

func (s *snapshots) label(ctx context.Context, f *feature.Frame, end engine.Day) (*rows, error) {
	y, err := feature.Labels(ctx, s.reader, f, s.window, end)
	if err != nil {
		return nil, err
	}
	r := &rows{Sample: learn.Sample{X: f.Learn(), Y: y}, group: f.CustomerNo, who: f.CustomerNo, day: make([]engine.Day, f.Rows())}
	for i := range r.day {
		r.day[i] = f.AsOf
	}
	return r, nil
}

// train stacks snapshots, latest first, with labels as known at end.
func (s *snapshots) train(ctx context.Context, days []engine.Day, end engine.Day) (*rows, []engine.Day, error) {
	var parts []*rows
	var used []engine.Day
	n := 0
	for _, day := range days {
		if len(parts) >= 2 && n >= enoughTrainingRows {
			break
		}
		r, err := s.labelled(ctx, day, end)
		if err != nil {
			return nil, nil, err
		}
		n += r.count()
		parts, used = append(parts, r), append(used, day)
	}
	return join(parts), used, nil
}

// rivals are the competitors on purchases as far as known on a day, simplest first.
func (s *snapshots) rivals(ctx context.Context, day engine.Day) ([]rival, error) {
	expected, err := fitExpected(ctx, s.reader, day)
	if err != nil {
		return nil, err
	}
	return append(shopRules(expected, s.window), s.options.models()...), nil
}

func rollingRace(ctx context.Context, s *snapshots, d churn.Definition) (Race, *heat, error) {
	race := newRace(designRolling, d.WindowDays)
	first, _, found, err := feature.Span(ctx, s.reader, d.AsOf)
	if err != nil {
		return race, nil, err
	}
	if !found {
		race.Skipped = skippedNoCustomers
		return race, nil, nil
	}
	if s.sources, err = feature.SourcesAt(ctx, s.reader, d.AsOf); err != nil {
		return race, nil, err
	}
	dates := planDates(first, d.AsOf, d.WindowDays, s.options.MaxTrain, s.options.MaxTest)
	if dates.tests == 0 {
		race.Skipped = skippedShortHistory
		return race, nil, nil
	}
	s.progress.Stage("predict.snapshots", int64(len(dates.days)))
	h, err := headline(ctx, s, dates, &race)
	if err != nil || race.Skipped != "" {
		return race, nil, err
	}
	if err := rounds(ctx, s, dates, h.left, &race); err != nil {
		return race, nil, err
	}
	s.progress.Stage("feature.proof", 0)
	race.Proof, err = feature.Prove(ctx, s.reader, d.AsOf, feature.ProofOptions{Seed: s.options.Seed})
	return race, h, err
}

// heat is the deciding run of the race: what was learnt from and with, and the rows
// nobody had seen.
type heat struct {
	course *course
	test   *rows
	fitted []*fitted // simplest first
	outs   []outcome
	left   []string // columns left out
}

// headline runs the race whose test day is the last one with a closed horizon. All
// active customers of that day are test rows, each once, so that DeLong's intervals
// hold: rows of several test days would count the same customer several times.
func headline(ctx context.Context, s *snapshots, dates plan, race *Race) (*heat, error) {
	day := dates.days[0]
	f, err := s.build(ctx, day, 0)
	if err != nil {
		return nil, err
	}
	s.progress.Add(1)
	h := &heat{}
	if h.test, err = s.label(ctx, f, dates.last); err != nil {
		return nil, err
	}
	train, used, err := s.train(ctx, dates.days[purge:], day)
	if err != nil {
		return nil, err
	}
	race.Test, race.Train, race.TrainRows = []engine.Day{day}, used, int64(train.count())
	if tooFew(train.Y) || tooFew(h.test.Y) {
		race.Skipped = skippedFewChurners
		return nil, nil
	}
	if race.Terms, err = s.terms(ctx, f); err != nil {
		return nil, err
	}
	race.Suspicious = suspicious(train, s.options.Seed)
	race.LeftOut = tellingAlone(race.Suspicious)
	h.left = slices.Concat(race.Suspicious, sameForAll(train))
	train.X, h.test.X = without(train.X, h.left), without(h.test.X, h.left)
	h.course = newCourse(train, s.window, s.options.Seed)
	list, err := s.rivals(ctx, day)
	if err != nil {
		return nil, err
	}
	if err := h.run(ctx, list, s.progress); err != nil {
		return nil, err
	}
	race.Tuned = h.course.tuned()
	contest(race, h.outs, h.test.Y, s.options.Seed)
	return h, nil
}

// run trains every competitor and scores the test rows. Nothing a competitor is
// trained with comes from the test rows.
func (h *heat) run(ctx context.Context, list []rival, p engine.Progress) error {
	var steps int64
	for _, r := range list {
		steps += r.steps()
	}
	p.Stage("predict.race", steps)
	h.fitted, h.outs = make([]*fitted, len(list)), make([]outcome, len(list))
	failed := make([]error, len(list))
	err := learn.Parallel(ctx, len(list), func(k, _ int) {
		r := list[len(list)-1-k] // the slowest first
		failed[k] = h.enter(ctx, len(list)-1-k, r)
		p.Add(r.steps())
	})
	return errors.Join(append(failed, err)...)
}

// enter trains one competitor and scores the test rows.
func (h *heat) enter(ctx context.Context, at int, r rival) error {
	f, err := r.fit(ctx, h.course)
	if err != nil {
		return err
	}
	o := outcome{rival: r, rows: f.rows, tried: f.tried, chosen: f.option}
	o.score, o.probability = f.score(h.test.X)
	h.fitted[at], h.outs[at] = f, o
	return nil
}

// rounds repeats the race of the rules and the best model on earlier test days from the
// snapshots already built: they are there to show whether the order lasts, and not worth
// further snapshots.
func rounds(ctx context.Context, s *snapshots, dates plan, left []string, race *Race) error {
	for k := 1; k < dates.tests; k++ {
		day := dates.days[k*purge]
		built := s.built(dates.days[(k+1)*purge:])
		if len(built) == 0 || s.cache[day] == nil {
			break
		}
		end := day + engine.Day(s.window)
		test, err := s.labelled(ctx, day, end)
		if err != nil {
			return err
		}
		train, used, err := s.train(ctx, built, day)
		if err != nil {
			return err
		}
		if tooFew(train.Y) || tooFew(test.Y) {
			continue
		}
		list, err := s.rivals(ctx, day)
		if err != nil {
			return err
		}
		list = slices.DeleteFunc(list, func(r rival) bool { return !isRule(r) && r.name != race.Verdict.Model })
		train.X, test.X = without(train.X, left), without(test.X, left)
		h := &heat{course: newCourse(train, s.window, s.options.Seed), test: test}
		if err := h.run(ctx, list, s.progress); err != nil {
			return err
		}
		race.Rounds = append(race.Rounds, round(day, used, h.outs, test.Y, race.Entries))
	}
	return nil
}

func round(day engine.Day, used []engine.Day, outs []outcome, y []bool, order []Entry) Round {
	r := Round{Test: day, Train: used, Churned: engine.NewRate(int64(count(y)), int64(len(y)))}
	for _, e := range order {
		for i := range outs {
			if outs[i].name == e.Model {
				r.AUC = append(r.AUC, RoundAUC{Model: e.Model, AUC: engine.Number(learn.AUC(outs[i].score, y))})
			}
		}
	}
	return r
}
