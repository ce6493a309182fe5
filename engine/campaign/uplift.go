package campaign

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"huiliu/engine"
	"huiliu/engine/learn"
	"huiliu/engine/stat"
	"huiliu/engine/trial"
	"huiliu/engine/uplift"
)

// enoughCustomers and enoughResponses are what either side of a campaign must have
// before an order of whom to treat is tried: below, such an order is noise (METHODS 1.20).
const (
	enoughCustomers = 1000
	enoughResponses = 100
)

// curvePoints is how many points of a curve are kept.
const curvePoints = 60

// uplifts tries an order of whom to treat for every offer large enough: two logistic
// models learnt on half of the customers, judged on the other half.
func (l *logged) uplifts(ctx context.Context, t trial.Trial, o Options, p engine.Progress) ([]Uplift, error) {
	out := []Uplift{}
	if len(l.known) == 0 {
		return out, nil
	}
	for k := 1; k < len(t.Names); k++ {
		var rows []int
		var n, yes [2]int
		for i, a := range t.Arm {
			if a != 0 && a != k {
				continue
			}
			rows = append(rows, i)
			side := min(a, 1)
			n[side]++
			if t.Yes[i] {
				yes[side]++
			}
		}
		if min(n[0], n[1]) < enoughCustomers || min(yes[0], yes[1]) < enoughResponses || n[0] == yes[0] || n[1] == yes[1] {
			continue
		}
		p.Stage("campaign.uplift", 0)
		u, err := l.uplift(ctx, t, k, rows, o.Seed)
		if failed := (*learn.FailedFit)(nil); errors.As(err, &failed) {
			continue // columns that tell an outcome outright say nothing about persuading
		}
		if err != nil {
			return nil, err
		}
		out = append(out, u)
	}
	return out, nil
}

func (l *logged) uplift(ctx context.Context, t trial.Trial, k int, rows []int, seed uint64) (Uplift, error) {
	all := l.sample(t, k, rows)
	train, test := halves(len(rows), seed)
	m, err := uplift.FitTwoModels(ctx, learn.NewLogistic(learn.Options{}), all.Take(train), seed)
	if err != nil {
		return Uplift{}, err
	}
	held := all.Take(test)
	outcome := uplift.Outcome{Score: m.Predict(held.X), Yes: held.Yes, Treated: held.Treated}
	c := uplift.Qini(outcome)
	u := Uplift{Arm: t.Names[k], Method: "two_models", Train: len(train), Test: len(test), Qini: c.Qini, All: c.End, Curve: thin(c.Points)}
	u.Low, u.High = uplift.Interval(outcome, seed)
	u.Tells = u.Low > 0
	for _, share := range []float64{0.1, 0.2, 0.3, 0.5} {
		u.Tops = append(u.Tops, Top{Share: share, Effect: uplift.Top(outcome, share)})
	}
	u.Everybody, u.Third = l.worth(outcome, rows, test)
	u.Switched, err = switched(ctx, all.Take(train), held, seed)
	return u, err
}

// switched judges the order learnt from the transformed outcome on the same customers.
func switched(ctx context.Context, train, held uplift.Sample, seed uint64) (Judged, error) {
	none := engine.Undefined()
	m, err := uplift.FitSwitched(ctx, learn.NewLogistic(learn.Options{}), train, seed)
	if failed := (*learn.FailedFit)(nil); errors.As(err, &failed) {
		return Judged{none, none, none}, nil
	}
	if err != nil {
		return Judged{}, err
	}
	outcome := uplift.Outcome{Score: m.Predict(held.X), Yes: held.Yes, Treated: held.Treated}
	j := Judged{Qini: uplift.Qini(outcome).Qini}
	j.Low, j.High = uplift.Interval(outcome, seed)
	return j, nil
}

// bestShare is the share of the best-scored customers whose money is told.
const bestShare = 0.3

// worth is the revenue of treating everybody, and the best-scored, of the customers the
// order is judged on; test are their places in rows.
func (l *logged) worth(o uplift.Outcome, rows, test []int) (everybody, third uplift.Value) {
	u := engine.Undefined()
	if l.revenue == nil {
		return uplift.Value{Gain: u, Low: u, High: u, Share: 1}, uplift.Value{Gain: u, Low: u, High: u, Share: bestShare}
	}
	all, named, money := make([]bool, len(test)), make([]bool, len(test)), make([]float64, len(test))
	order := make([]int, len(test))
	for k, i := range test {
		all[k], money[k], order[k] = true, l.revenue[rows[i]], k
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(o.Score[b], o.Score[a]) })
	for _, k := range order[:int(bestShare*float64(len(order)))] {
		named[k] = true
	}
	return uplift.Worth(all, o.Treated, money), uplift.Worth(named, o.Treated, money)
}

func (l *logged) sample(t trial.Trial, k int, rows []int) uplift.Sample {
	s := uplift.Sample{X: &learn.Frame{Rows: len(t.Arm)}, Yes: t.Yes, Treated: make([]bool, len(t.Arm))}
	for i, a := range t.Arm {
		s.Treated[i] = a == k
	}
	for _, c := range l.known {
		col := learn.Column{Name: c.name, Number: c.number, Text: c.text}
		if c.text != nil {
			col.Number = nil
		}
		s.X.Columns = append(s.X.Columns, col)
	}
	return s.Take(rows)
}

// halves draws which rows are learnt from.
func halves(n int, seed uint64) (train, test []int) {
	rng := stat.NewRand(seed, "uplift")
	for i := range n {
		if rng.IntN(2) == 0 {
			train = append(train, i)
		} else {
			test = append(test, i)
		}
	}
	return train, test
}

// thin keeps evenly spread points of a curve, both ends among them.
func thin(points []uplift.Point) []uplift.Point {
	if len(points) <= curvePoints {
		return points
	}
	out := make([]uplift.Point, curvePoints)
	for i := range out {
		out[i] = points[i*(len(points)-1)/(curvePoints-1)]
	}
	return out
}
