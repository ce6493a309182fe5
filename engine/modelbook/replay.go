package modelbook

import (
	"cmp"
	"context"
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/feature"
	"huiliu/engine/learn"
	"huiliu/engine/stat"
	"huiliu/engine/store"
)

// Plan says which past is replayed and by what.
type Plan struct {
	AsOf   engine.Day      // what is known
	Window int             // days of silence that are churn, and how far outcomes look ahead
	Fit    learn.Estimator // with the options of the present model; nil replays nothing
	Skip   []string        // columns the present model has not seen either
	Seed   uint64
	// Months is how many month ends are replayed at most, the latest; 0 = 8.
	Months int
	// MaxRows bounds the customers of one month end, drawn by Seed; 0 = 4000.
	MaxRows int
}

func (p Plan) withDefaults() Plan {
	if p.Months <= 0 {
		p.Months = 8
	}
	if p.MaxRows <= 0 {
		p.MaxRows = 4000
	}
	return p
}

const (
	// AlertShare is the share of customers that a month's list warns of.
	AlertShare = 0.1
	// trainMonths is on how many month ends a replayed model learns.
	trainMonths = 2
	// leastHistory is how many days of purchases come before the first snapshot; half a
	// window if that is more.
	leastHistory = 28
	// enough is the number of leavers and of stayers below which nothing is fitted.
	enough = 30
)

// Reasons why there is no replay, words model.skipped.<code>.
const (
	SkippedContract = "contractual"
	SkippedShort    = "too_short"
	SkippedFew      = "too_few_churners"
	SkippedNoModel  = "no_model"
)

// History is a model month by month, as it would have been.
type History struct {
	Skipped string  `json:"skipped"`
	Window  int     `json:"window_days"`
	Share   float64 `json:"alert_share"`
	Months  []Month `json:"months"` // earliest first
}

// Month is one replayed month end: what a model fitted on what was known then would
// have said of the customers still here, and what they did.
type Month struct {
	Day     engine.Day   `json:"day"`
	Closed  engine.Day   `json:"closed"` // the outcome is known from here on
	Train   []engine.Day `json:"train_dates"`
	Churned engine.Rate  `json:"churned"`
	// Fresh is the model fitted that month, Kept the one of the first month, on the same
	// customers; Gain is Fresh − Kept. In the first month they are the same.
	Fresh Quality          `json:"fresh"`
	Kept  Quality          `json:"kept"`
	Gain  learn.Comparison `json:"gain"`
}

// Quality is how well scores did.
type Quality struct {
	AUC learn.Area `json:"auc"`
	// Alerted are the customers a list of the riskiest tenth would have held: how many
	// of them left. Caught is the share of leavers that is on it.
	Alerted engine.Rate `json:"alerted"`
	Caught  engine.Rate `json:"caught"`
	// Expected is the mean probability; calibration in the large compares it with
	// Churned. Ratio is what happened over what was expected, with the interval of what
	// happened.
	Expected  engine.Number `json:"expected"`
	Ratio     engine.Number `json:"ratio"`
	RatioLow  engine.Number `json:"ratio_low"`
	RatioHigh engine.Number `json:"ratio_high"`
}

// Judge measures probabilities of customers with known outcomes, each once.
func Judge(p []float64, y []bool) Quality {
	n := int64(len(p))
	left := events(y)
	q := Quality{AUC: learn.AreaUnderROC(p, y), Expected: engine.Number(stat.Mean(p))}
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[b], p[a]) })
	var hits int64
	alerts := int64(math.Ceil(AlertShare*float64(n) - 1e-9))
	for _, i := range order[:alerts] {
		if y[i] {
			hits++
		}
	}
	q.Alerted, q.Caught = engine.NewRate(hits, alerts), engine.NewRate(hits, left)
	r := engine.NewRate(left, n)
	q.Ratio, q.RatioLow, q.RatioHigh = r.Value/q.Expected, r.Low/q.Expected, r.High/q.Expected
	return q
}

// Replay fits the estimator at past month ends, each time on what was known then, and
// once at the first of them, and judges both on what happened within the window.
func Replay(ctx context.Context, r store.Reader, p Plan, progress engine.Progress) (History, error) {
	p = p.withDefaults()
	if progress == nil {
		progress = engine.NoProgress{}
	}
	h := History{Window: p.Window, Share: AlertShare, Months: []Month{}}
	if p.Fit == nil {
		h.Skipped = SkippedNoModel
		return h, nil
	}
	first, _, found, err := feature.Span(ctx, r, p.AsOf)
	if err != nil {
		return h, err
	}
	days := monthEnds(first, p)
	if !found || len(days) == 0 {
		h.Skipped = SkippedShort
		return h, nil
	}
	progress.Stage("model.replay", int64(len(days)))
	c := &cinema{Plan: p, reader: r, frames: map[engine.Day]*feature.Frame{}, first: earliest(first, p.Window)}
	for _, day := range days {
		if err := c.show(ctx, day, &h); err != nil {
			return h, err
		}
		progress.Add(1)
	}
	if len(h.Months) == 0 {
		h.Skipped = SkippedFew
	}
	return h, nil
}

// earliest is the first day a snapshot may be of.
func earliest(first engine.Day, window int) engine.Day {
	return first + engine.Day(max(leastHistory, window/2))
}

// monthEnds are the latest month ends whose outcome is known at p.AsOf and before which
// there is a month end to learn from; earliest first.
func monthEnds(first engine.Day, p Plan) []engine.Day {
	var out []engine.Day
	day := p.AsOf - engine.Day(p.Window) + 1
	for len(out) < p.Months {
		day = endOfMonth(day)
		if endOfMonth(day-engine.Day(p.Window)+1) < earliest(first, p.Window) {
			break
		}
		out = append(out, day)
	}
	slices.Reverse(out)
	return out
}

// endOfMonth is the last end of a month before the day, which may itself be one.
func endOfMonth(day engine.Day) engine.Day {
	t := day.Time()
	return engine.DayOf(t.AddDate(0, 0, -t.Day()))
}

// cinema replays month after month.
type cinema struct {
	Plan
	reader store.Reader
	first  engine.Day
	frames map[engine.Day]*feature.Frame
	kept   learn.Model // of the first month
}

func (c *cinema) show(ctx context.Context, day engine.Day, h *History) error {
	fresh, train, err := c.fit(ctx, day)
	if err != nil || fresh == nil {
		return err
	}
	test, err := c.sample(ctx, day, c.AsOf)
	if err != nil {
		return err
	}
	if few(test.Y) {
		return nil
	}
	if c.kept == nil {
		c.kept = fresh
	}
	now, then := fresh.Predict(test.X), c.kept.Predict(test.X)
	n := int64(len(test.Y))
	h.Months = append(h.Months, Month{Day: day, Closed: day + engine.Day(c.Window), Train: train, Churned: engine.NewRate(events(test.Y), n),
		Fresh: Judge(now, test.Y), Kept: Judge(then, test.Y), Gain: learn.DeLongTest(now, then, test.Y)})
	return nil
}

// fit trains on the latest month ends whose outcome was known on the day; nil without
// enough leavers and stayers.
func (c *cinema) fit(ctx context.Context, day engine.Day) (learn.Model, []engine.Day, error) {
	var used []engine.Day
	var all learn.Sample
	at := day - engine.Day(c.Window) + 1
	for range trainMonths {
		if at = endOfMonth(at); at < c.first {
			break
		}
		s, err := c.sample(ctx, at, day)
		if err != nil {
			return nil, nil, err
		}
		used, all = append(used, at), below(all, s)
	}
	if few(all.Y) {
		return nil, nil, nil
	}
	m, err := c.Fit.Fit(ctx, learn.Training{Sample: all, Seed: c.Seed}, nil)
	return m, used, err
}

func few(y []bool) bool {
	n := int(events(y))
	return n < enough || len(y)-n < enough
}

// sample is the customers still here on a day with what was known of them at end.
func (c *cinema) sample(ctx context.Context, day, end engine.Day) (learn.Sample, error) {
	f := c.frames[day]
	if f == nil {
		var err error
		f, err = feature.BuildSpec(ctx, c.reader, feature.Spec{AsOf: day, Population: feature.Active, Window: c.Window, MaxRows: c.MaxRows, Seed: c.Seed})
		if err != nil {
			return learn.Sample{}, err
		}
		c.frames[day] = f
	}
	y, err := feature.Labels(ctx, c.reader, f, c.Window, end)
	x := *f.Learn()
	x.Columns = slices.DeleteFunc(slices.Clone(x.Columns), func(k learn.Column) bool { return slices.Contains(c.Skip, k.Name) })
	return learn.Sample{X: &x, Y: y}, err
}

// below puts the rows of two samples of the same columns below each other.
func below(a, b learn.Sample) learn.Sample {
	if a.X == nil {
		return b
	}
	x := &learn.Frame{Rows: a.X.Rows + b.X.Rows, Columns: slices.Clone(a.X.Columns)}
	for j := range x.Columns {
		to, from := &x.Columns[j], &b.X.Columns[j]
		if to.Text != nil {
			to.Text = slices.Concat(to.Text, from.Text)
		} else {
			to.Number = slices.Concat(to.Number, from.Number)
		}
	}
	return learn.Sample{X: x, Y: slices.Concat(a.Y, b.Y)}
}
