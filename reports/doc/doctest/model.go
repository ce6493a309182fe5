package doctest

import (
	"context"
	"math"
	"sync"

	"huiliu/engine"
	"huiliu/engine/explain"
	"huiliu/engine/learn"
	"huiliu/engine/modelbook"
	"huiliu/engine/stat"
)

// customers are made by hand: silence, refunds and the channel go with leaving.
func customers(n int, seed uint64) learn.Sample {
	rng := stat.NewRand(seed, "doctest.customers")
	column := func(name string) learn.Column { return learn.Column{Name: name, Number: make([]float64, n)} }
	x := &learn.Frame{Rows: n, Columns: []learn.Column{column("silence_days"), column("purchase_days_90"), column("refund_share"),
		{Name: "last_channel", Text: make([]string, n)}, column("amount_365")}}
	y := make([]bool, n)
	for i := range n {
		silence, refund := math.Floor(90*rng.Float64()), math.Max(0, rng.Float64()-0.6)
		channel := []string{"小程序", "门店", "天猫 \"旗舰\"", ""}[rng.IntN(4)]
		x.Columns[0].Number[i], x.Columns[1].Number[i] = silence, math.Floor(12*(1-silence/90)*rng.Float64())
		x.Columns[2].Number[i], x.Columns[3].Text[i], x.Columns[4].Number[i] = refund, channel, math.Round(1000*rng.ExpFloat64())
		if rng.IntN(12) == 0 {
			x.Columns[2].Number[i] = math.NaN()
		}
		odds := silence/20 + 4*refund - 3.5
		if channel == "门店" {
			odds++
		}
		y[i] = rng.Float64() < 1/(1+math.Exp(-odds))
	}
	return learn.Sample{X: x, Y: y}
}

// studied is the study of a model of customers, made once.
var studied = sync.OnceValues(func() (explain.Study, *modelbook.Version) {
	ctx := context.Background()
	train, held := customers(1500, 1), customers(900, 2)
	m, err := learn.NewLogistic(learn.Options{Ridge: 1}).Fit(ctx, learn.Training{Sample: train}, nil)
	if err != nil {
		return explain.Study{}, nil
	}
	s, err := explain.Look(ctx, m, train, held, 1, nil)
	if err != nil {
		return explain.Study{}, nil
	}
	v := modelbook.New(m, held)
	return s, &v
})

func study() explain.Study {
	s, _ := studied()
	return s
}

// modelLife is eight months in which a model kept grows a little worse, and two kept
// versions.
func modelLife(asOf engine.Day) modelbook.Life {
	_, v := studied()
	out := modelbook.Life{Reviews: []modelbook.Review{}, History: modelbook.History{Window: 90, Share: modelbook.AlertShare}}
	for k := range 8 {
		day := asOf - engine.Day(90+30*(7-k))
		area := func(a float64) learn.Area {
			return learn.Area{Value: engine.Number(a), Low: engine.Number(a - 0.03), High: engine.Number(a + 0.03)}
		}
		q := func(a float64) modelbook.Quality {
			return modelbook.Quality{AUC: area(a), Alerted: engine.NewRate(48+int64(k), 80), Caught: engine.NewRate(48+int64(k), 240), Expected: 0.29, Ratio: 1.03, RatioLow: 0.92, RatioHigh: 1.15}
		}
		gain := learn.Comparison{AUCA: 0.81, AUCB: engine.Number(0.81 - 0.006*float64(k)), Diff: engine.Number(0.006 * float64(k)), Low: engine.Number(0.006*float64(k) - 0.03), High: engine.Number(0.006*float64(k) + 0.03)}
		out.History.Months = append(out.History.Months, modelbook.Month{Day: day, Closed: day + 90, Train: []engine.Day{day - 100, day - 130}, Churned: engine.NewRate(240, 800),
			Fresh: q(0.81), Kept: q(0.81 - 0.006*float64(k)), Gain: gain})
	}
	if v == nil {
		return out
	}
	now := modelbook.Present{AsOf: asOf, Day: asOf - 90, Model: v.Model, Held: customers(900, 3), Today: customers(900, 4).X}
	for k, known := range []engine.Day{asOf - 120, asOf - 300} {
		kept := *v
		kept.ID, kept.KeptAt, kept.Known, kept.AsOf, kept.Window = int64(2-k), "2024-10-02 08:00:00", known, known+90, 90
		out.Reviews = append(out.Reviews, modelbook.ReviewOf(kept, now))
	}
	out.Present = v
	return out
}
