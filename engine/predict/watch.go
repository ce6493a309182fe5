package predict

import (
	"cmp"
	"context"
	_ "embed"
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/feature"
	"huiliu/engine/learn"
	"huiliu/engine/stat"
	"huiliu/engine/store"
)

//go:embed sql/year.sql
var yearText string

// defaultLimit is the length of a watch list nobody bounded.
const defaultLimit = 500

// Watch refits the winner on the latest snapshots whose outcome is known at asOf and
// scores the customers still here. marginRate is the margin of one unit of revenue
// where the data has no cost. At most limit rows (500 when 0), largest expected loss first.
//
// A contract snapshot has no dates: there the probability is the share of leavers
// among customers like this one, and asOf is only copied.
func (s *Scorer) Watch(ctx context.Context, r store.Reader, asOf engine.Day, marginRate float64, limit int) (Watch, error) {
	if s == nil {
		return Watch{}, &engine.Error{Code: "predict.no_race"}
	}
	if limit <= 0 {
		limit = defaultLimit
	}
	var in *scoring
	var err error
	if s.definition.Business == churn.Contractual {
		in, err = s.contractScoring(ctx, r, marginRate)
	} else {
		in, err = s.shopScoring(ctx, r, asOf, marginRate)
	}
	if err != nil {
		return Watch{}, err
	}
	s.last = in
	w, err := in.list(ctx, limit)
	if err != nil {
		return Watch{}, err
	}
	w.AsOf, w.Model, w.Horizon = asOf, s.winner, s.definition.WindowDays
	return w, nil
}

// scoring is everything the list is made from; rows are the customers still here.
type scoring struct {
	model       *fitted
	here        *learn.Frame
	rows        []int
	probability []float64
	base        float64 // churn rate of the latest snapshot with a known outcome
	margin      []engine.Money
	id          func(row int) string
}

func (s *Scorer) shopScoring(ctx context.Context, r store.Reader, asOf engine.Day, rate float64) (*scoring, error) {
	first, _, found, err := feature.Span(ctx, r, asOf)
	if err != nil {
		return nil, err
	}
	dates := planDates(first, asOf, s.definition.WindowDays, s.options.MaxTrain, 1)
	if !found || len(dates.days) == 0 {
		return nil, &engine.Error{Code: "predict.no_closed_snapshot"}
	}
	s.progress.Stage("predict.watch", 0)
	snaps := &snapshots{reader: r, window: s.definition.WindowDays, options: s.options, progress: s.progress,
		cache: s.frames, sources: s.sources}
	train, _, err := snaps.train(ctx, dates.days[:min(len(dates.days), s.options.MaxTrain)], asOf)
	if err != nil {
		return nil, err
	}
	f, err := snaps.build(ctx, asOf, 0)
	if err != nil {
		return nil, err
	}
	list, err := snaps.rivals(ctx, asOf)
	if err != nil {
		return nil, err
	}
	in := &scoring{here: without(f.Learn(), s.left), rows: all(f.Rows())}
	latest := snaps.cache[dates.days[0]].Rows()
	if err := in.fit(ctx, s, list, train, latest); err != nil {
		return nil, err
	}
	if in.margin, err = yearMargin(ctx, r, f, rate); err != nil {
		return nil, err
	}
	ids, err := feature.CustomerIDs(ctx, r)
	in.id = func(row int) string { return ids[f.CustomerNo[row]] }
	return in, err
}

// fit trains the winner and scores the customers still here. The first latest rows
// of the training table are those whose churn rate is the base of the levels.
func (in *scoring) fit(ctx context.Context, s *Scorer, list []rival, train *rows, latest int) error {
	if train.count() == 0 || latest == 0 || fewest(train.Y) == 0 {
		return &engine.Error{Code: "predict.one_outcome"}
	}
	winner, ok := find(list, s.winner)
	if !ok {
		return &engine.Error{Code: "predict.no_race"}
	}
	train.X = without(train.X, s.left)
	m, err := winner.fit(ctx, newCourse(train, s.definition.WindowDays, s.options.Seed))
	if err != nil {
		return err
	}
	in.model, in.base = m, float64(count(train.Y[:latest]))/float64(latest)
	if len(in.rows) > 0 {
		_, in.probability = m.score(in.here.Take(in.rows))
	}
	return nil
}

// yearMargin is the margin of the last 365 days of every row of the frame.
func yearMargin(ctx context.Context, r store.Reader, f *feature.Frame, rate float64) ([]engine.Money, error) {
	out := make([]engine.Money, f.Rows())
	i := 0
	err := store.Query(ctx, r, yearText, store.Params{"as_of": f.AsOf}, func(scan store.Scan) error {
		var no int32
		var known, rest engine.Money
		if err := scan(&no, &known, &rest); err != nil {
			return err
		}
		for i < len(out) && f.CustomerNo[i] < no {
			i++
		}
		if i < len(out) && f.CustomerNo[i] == no {
			out[i] = known + share(rest, rate)
		}
		return nil
	})
	return out, err
}

func share(m engine.Money, rate float64) engine.Money {
	return engine.Money(math.Round(float64(m) * rate))
}

func (s *Scorer) contractScoring(ctx context.Context, r store.Reader, rate float64) (*scoring, error) {
	c, err := readContracts(ctx, r)
	if err != nil {
		return nil, err
	}
	in := &scoring{here: without(c.X, s.left), id: func(row int) string { return c.ids[row] }}
	in.rows = c.where(func(i int) bool { return !c.Y[i] })
	s.progress.Stage("predict.watch", 0)
	train := c.rows
	if err := in.fit(ctx, s, append(contractRules(in.here), s.options.models()...), &train, c.count()); err != nil {
		return nil, err
	}
	in.margin = make([]engine.Money, c.count())
	for i := range in.margin {
		in.margin[i] = share(c.yearAmount(i), rate)
	}
	return in, nil
}

// yearAmount is twelve monthly amounts, or the total spread over the tenure.
func (c *contracts) yearAmount(i int) engine.Money {
	monthly := c.X.Find(colMonthly).Number[i]
	if math.IsNaN(monthly) {
		monthly = c.X.Find(colTotal).Number[i] / math.Max(1, c.X.Find(colTenure).Number[i])
	}
	if math.IsNaN(monthly) {
		return 0
	}
	return engine.MoneyOf(monthly * 12)
}

// Levels of risk.
const (
	levelHigh   = "high"
	levelMedium = "medium"
	levelLow    = "low"
)

// levels are thresholds, not thirds: high is likelier to leave than to stay and at
// least twice the odds of the average customer of the past, and from 80 % on whatever the
// average; medium is at or above the average, and from 50 % on; low the rest.
// Thirds would call a third "high" in the best of months.
func levels(base float64) []RiskLevel {
	twice := 2 * base / (1 + base) // the probability of odds 2·base/(1−base)
	high := math.Min(math.Max(evens, twice), surely)
	return []RiskLevel{{Level: levelHigh, From: high}, {Level: levelMedium, From: math.Min(base, evens)}, {Level: levelLow}}
}

const (
	evens  = 0.5
	surely = 0.8
)

func levelOf(list []RiskLevel, p float64) int {
	return slices.IndexFunc(list, func(l RiskLevel) bool { return p >= l.From })
}

// list orders the customers by expected loss and explains the top ones.
func (in *scoring) list(ctx context.Context, limit int) (Watch, error) {
	w := Watch{Rows: []WatchRow{}, Customers: int64(len(in.rows)), Expected: stat.Sum(in.probability), Levels: levels(in.base)}
	rows := make([]WatchRow, len(in.rows))
	order := all(len(in.rows))
	silence, days := at(numbers(in.here, colSilence), in.rows), at(numbers(in.here, colPurchaseDays), in.rows)
	for k, i := range in.rows {
		p := in.probability[k]
		at := levelOf(w.Levels, p)
		w.Levels[at].Customers++
		rows[k] = WatchRow{CustomerID: in.id(i), Probability: p, Level: w.Levels[at].Level,
			SilenceDays: int(silence[k]), PurchaseDays: int(days[k]), YearMargin: in.margin[i],
			ExpectedLoss: share(in.margin[i], p)}
	}
	slices.SortFunc(order, func(a, b int) int {
		x, y := &rows[a], &rows[b]
		return cmp.Or(cmp.Compare(y.ExpectedLoss, x.ExpectedLoss), cmp.Compare(y.Probability, x.Probability),
			cmp.Compare(x.CustomerID, y.CustomerID))
	})
	order = order[:min(limit, len(order))]
	explain, err := newExplainer(ctx, in, at(in.rows, order))
	if err != nil {
		return w, err
	}
	for _, k := range order {
		rows[k].Reasons = explain.reasons(in.rows[k])
		w.Rows = append(w.Rows, rows[k])
	}
	return w, nil
}
