package outlook

import (
	"context"
	_ "embed" // the question is a .sql file
	"errors"
	"math"
	"time"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/festival"
	"huiliu/engine/forecast"
	"huiliu/engine/stat"
	"huiliu/engine/store"
)

//go:embed sql/due.sql
var dueSQL string

//go:embed sql/losses.sql
var lossesSQL string

const (
	perYear = 12
	// ahead is how many months are forecast, judged how many steps ahead methods are
	// compared, least how many complete months that needs.
	ahead  = 6
	judged = 3
	least  = 12
	// origins is how many of the last months the race forecasts again.
	origins = 8
	// lean is how much larger a simple method's error may be before a complex one is
	// preferred.
	lean = 1.05
	// holidayMonths is how many months the effect of a moving holiday needs.
	holidayMonths = 36
	level         = 0.95
	// ETSHoliday is the ETS model with the Spring Festival's moving.
	ETSHoliday = "ets_holiday"
)

// Options are what an outlook depends on besides the data.
type Options struct {
	MarginRate float64
	Festival   bool // the shop's customers keep the Spring Festival
	Seed       uint64
}

// Analyse forecasts the losses of a shop; first is the first purchase day of the data.
func Analyse(ctx context.Context, r store.Reader, d churn.Definition, first engine.Day, o Options, p engine.Progress) (Result, error) {
	if d.Business == churn.Contractual {
		return None("contractual"), nil
	}
	out := None("")
	out.AsOf, out.Window, out.Open = d.AsOf, d.WindowDays, d.AsOf-engine.Day(d.WindowDays)
	type month struct {
		lost    int64
		revenue engine.Money
	}
	found := map[int]month{}
	err := store.Query(ctx, r, lossesSQL, d.Silence(), func(scan store.Scan) error {
		var at int
		var m month
		err := scan(&at, &m.lost, &m.revenue)
		found[at] = m
		return err
	})
	if err != nil {
		return out, err
	}
	// The first month all of whose days could have seen a loss, to the last complete one.
	for at := monthOf(first+engine.Day(d.WindowDays)) + 1; at < monthOf(d.AsOf+1); at++ {
		m := found[at]
		out.Months = append(out.Months, Month{Start: monthStart(at), Lost: m.lost, Revenue: m.revenue, Margin: engine.MoneyOf(m.revenue.Float() * o.MarginRate)})
	}
	if len(out.Months) < least {
		out.Skipped = "too_short"
		return out, nil
	}
	var lost, revenue []float64
	money := false
	for _, m := range out.Months {
		lost, revenue = append(lost, float64(m.Lost)), append(revenue, m.Revenue.Float())
		money = money || m.Margin != 0
	}
	if out.Customers, err = out.run(ctx, lost, o, p); err != nil {
		return out, err
	}
	if err := out.due(ctx, r, d); err != nil {
		return out, err
	}
	if !money {
		out.Margin.Skipped = "no_amounts"
		return out, nil
	}
	// Revenue is forecast and its margin shown, so that another margin rate scales the
	// forecast and nothing else.
	out.Margin, err = out.run(ctx, revenue, o, p)
	out.Margin.scale(engine.Number(o.MarginRate))
	return out, err
}

// due counts who will be lost in the months to come unless they buy.
func (r *Result) due(ctx context.Context, reader store.Reader, d churn.Definition) error {
	return store.Query(ctx, reader, dueSQL, d.Silence(), func(scan store.Scan) error {
		var at int
		var n int64
		err := scan(&at, &n)
		for i := range r.Customers.Points {
			if q := &r.Customers.Points[i]; monthOf(q.Month) == at {
				q.Due = n
			}
		}
		return err
	})
}

// scale turns a forecast of revenue into one of its margin.
func (s *Series) scale(rate engine.Number) {
	for i := range s.Points {
		q := &s.Points[i]
		q.Mean, q.Low, q.High = q.Mean*rate, q.Low*rate, q.High*rate
	}
	for i := range s.Lanes {
		s.Lanes[i].MAE, s.Lanes[i].Bias = s.Lanes[i].MAE*rate, s.Lanes[i].Bias*rate
	}
}

// run races the methods over the series and continues it with the winner.
func (r *Result) run(ctx context.Context, y []float64, o Options, p engine.Progress) (Series, error) {
	s := emptySeries("")
	n := len(y)
	race := forecast.RaceOptions{Methods: []forecast.Method{forecast.Naive, forecast.SES, forecast.Holt},
		First: max(6, n-origins), Horizon: judged, Period: 1, Level: level, NonNegative: true, Seed: o.Seed}
	if s.Season = n >= 2*perYear+judged+2; s.Season {
		race.Period, race.First = perYear, max(2*perYear, n-origins)
		race.Methods = append(race.Methods, forecast.SeasonalNaive, forecast.HoltWinters)
	}
	lanes, err := forecast.Race(ctx, y, race, p)
	if err != nil {
		return s.refused(err)
	}
	for _, l := range lanes {
		s.Lanes = append(s.Lanes, laneOf(string(l.Method), l))
	}
	scale := s.Lanes[0].MAE / s.Lanes[0].MASE
	plain := forecast.Options{Method: forecast.ETS, Period: race.Period, NonNegative: true, Seed: o.Seed}
	entries := map[string]forecast.Options{string(forecast.ETS): plain}
	past, future := r.regressors(n)
	if o.Festival && s.Season && n >= holidayMonths {
		plain.Regressors = past
		entries[ETSHoliday] = plain
	}
	for _, key := range []string{string(forecast.ETS), ETSHoliday} {
		if f, in := entries[key]; in {
			s.Lanes = append(s.Lanes, smoothing(ctx, y, race.First, key, f, scale))
		}
	}
	if err := ctx.Err(); err != nil {
		return s, err
	}
	best, ok := pick(s.Lanes)
	if !ok {
		s.Skipped = "no_method"
		return s, nil
	}
	s.Method, s.MASE, s.Coverage = best.Method, best.MASE, best.Coverage
	f, ets := entries[best.Method]
	if !ets {
		f = forecast.Options{Method: forecast.Method(best.Method), Period: race.Period, NonNegative: true, Seed: o.Seed}
	}
	m, err := forecast.Fit(ctx, y, f, p)
	if err != nil {
		return s.refused(err)
	}
	if len(m.Effects) > 0 {
		s.Holiday = &m.Effects[0]
	}
	last := monthOf(r.Months[n-1].Start)
	for _, q := range m.Next(ahead, level, future) { // methods without regressors take no notice of them
		s.Points = append(s.Points, Point{Month: monthStart(last + q.Ahead), Mean: engine.Number(q.Mean), Low: q.Low, High: q.High})
	}
	return s, nil
}

// smoothing judges the ETS family by rolling origin: the model is chosen from what was
// known at the first origin and fitted again at each later one.
func smoothing(ctx context.Context, y []float64, first int, key string, f forecast.Options, scale engine.Number) Lane {
	lane := Lane{Method: key, MAE: engine.Undefined(), MASE: engine.Undefined(), Bias: engine.Undefined(), Coverage: engine.NewRate(0, 0)}
	all := f.Regressors
	var off, bias []float64
	var inside, held int64
	for t := first; t+judged <= len(y); t++ {
		var future [][]float64
		if all != nil {
			f.Regressors, future = all[:t], all[t:]
		}
		m, err := forecast.Fit(ctx, y[:t], f, engine.NoProgress{})
		if err != nil {
			lane.Problem = "outlook.no_model"
			return lane
		}
		f.Model = m.Model
		for _, p := range m.Next(judged, level, future) {
			v := y[t+p.Ahead-1]
			off, bias = append(off, math.Abs(p.Mean-v)), append(bias, p.Mean-v)
			if p.Low.Defined() && p.High.Defined() {
				held++
				if float64(p.Low) <= v && v <= float64(p.High) {
					inside++
				}
			}
		}
	}
	lane.N, lane.MAE, lane.Bias = len(off), engine.Number(stat.Mean(off)), engine.Number(stat.Mean(bias))
	lane.MASE, lane.Coverage = lane.MAE/scale, engine.NewRate(inside, held)
	return lane
}

// refused turns what the data do not allow into a code.
func (s Series) refused(err error) (Series, error) {
	var problem *engine.Error
	if errors.As(err, &problem) {
		s.Skipped = "no_method"
		return s, nil
	}
	return s, err
}

// pick is the simplest method whose error is hardly larger than the smallest. Lanes
// are taken from simple to complex.
func pick(lanes []Lane) (Lane, bool) {
	order := []string{string(forecast.Naive), string(forecast.SES), string(forecast.SeasonalNaive), string(forecast.Holt), string(forecast.HoltWinters), string(forecast.ETS), ETSHoliday}
	best := engine.Undefined()
	for _, l := range lanes {
		if l.Problem == "" && l.MASE.Defined() && (!best.Defined() || l.MASE < best) {
			best = l.MASE
		}
	}
	for _, key := range order {
		for _, l := range lanes {
			if l.Method == key && l.Problem == "" && l.MASE.Defined() && l.MASE <= lean*best {
				return l, true
			}
		}
	}
	return Lane{}, false
}

// regressors are the Spring Festival's moving in the months known and to come. It moves
// purchases in the three weeks around it, and losses by the window later.
func (r *Result) regressors(n int) (past, future [][]float64) {
	periods := make([]engine.Day, 0, n+ahead+1)
	start := monthOf(r.Months[0].Start)
	for k := range n + ahead + 1 {
		periods = append(periods, monthStart(start+k))
	}
	dates := festival.Spring()
	for i := range dates {
		dates[i] += engine.Day(r.Window) + 1
	}
	rows := forecast.Columns(forecast.Deviation(forecast.Holiday(dates, 14, 7, periods), perYear))
	return rows[:n], rows[n:]
}

func laneOf(key string, l forecast.Lane) Lane {
	return Lane{Method: key, N: l.N, MAE: l.MAE, MASE: l.MASE, Bias: l.Bias, Coverage: l.Coverage, Problem: l.Problem}
}

// monthOf numbers months, year · 12 + month, as the question does.
func monthOf(d engine.Day) int {
	t := d.Time()
	return t.Year()*perYear + int(t.Month())
}

func monthStart(month int) engine.Day {
	return engine.DayOf(time.Date(0, time.Month(month), 1, 0, 0, 0, 0, time.UTC))
}

func emptySeries(code string) Series {
	return Series{Lanes: []Lane{}, MASE: engine.Undefined(), Coverage: engine.NewRate(0, 0), Points: []Point{}, Skipped: code}
}

// None is the result of a project without an outlook.
func None(code string) Result {
	return Result{AsOf: engine.NoDay, Open: engine.NoDay, Months: []Month{}, Customers: emptySeries(code), Margin: emptySeries(code), Skipped: code}
}
