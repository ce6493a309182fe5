package doctest

import (
	"math"

	"huiliu/engine"
	"huiliu/engine/learn"
	"huiliu/engine/predict"
)

func about(v, half float64) learn.Measure {
	return learn.Measure{Value: engine.Number(v), Low: engine.Number(v - half), High: engine.Number(v + half)}
}

// raceMeasures fills in what the short page leaves out.
func raceMeasures(e *predict.Entry) {
	u := engine.Undefined()
	e.Precision, e.LogLoss, e.BrierLow, e.BrierHigh = about(0.61, 0.02), about(0.553, 0.012), e.Brier-0.005, e.Brier+0.005
	e.Slope, e.Intercept, e.Profit = about(0.97, 0.08), about(-0.03, 0.06), about(12.4, 1.1)
	e.At = learn.Confusion{Threshold: 0.164, TP: 1402, FP: 1210, TN: 990, FN: 298, Precision: engine.NewRate(1402, 2612),
		Recall: engine.NewRate(1402, 1700), Accuracy: engine.NewRate(2392, 3900), F1: 0.650, F1Low: 0.637, F1High: 0.664}
	e.Gain, e.P, e.PHolm, e.TrainedOnRows = learn.Measure{Value: u, Low: u, High: u}, u, u, 7210
	if e.Kind == "model" {
		e.Gain, e.P, e.PHolm = learn.Measure{Value: 0.0041, Low: -0.003, High: 0.0113}, 0.26, 0.26
		e.Tried = []predict.Tried{{Train: 0.561, Later: 0.569}, {Train: 0.554, Later: 0.562}, {Train: 0.541, Later: 0.566}}
		e.Chosen = 1
	}
}

// raceDetails fills in curves, trials and guards.
func raceDetails(r *predict.Race) {
	r.Terms = predict.Terms{Value: 412.5, Offer: 20.63, Contact: 2.06, Accept: 0.3, Source: "year_margin"}
	r.Tuned, r.TestRows, r.TrainRows = "later_day", 3900, 7210
	for k, name := range []string{r.Verdict.Winner, r.Verdict.Model} {
		g := predict.Gains{Model: name, Profit: learn.Profit{MPC: 11.2, Low: 9.8, High: 12.7, Share: 0.52, Threshold: 0.4, EMPC: 11.6, EMPCLow: 10.1, EMPCHigh: 13, EMPCShare: 0.5}}
		for i := 1; i <= 100; i++ {
			x := float64(i) / 100
			v := math.Pow(x, 0.62-0.01*float64(k))
			g.Points = append(g.Points, predict.Gain{Share: x, Customers: int64(39 * i), Churners: 1700 * v, Captured: engine.Number(v),
				Low: engine.Number(max(0, v-0.02)), High: engine.Number(min(1, v+0.02))})
		}
		r.Gains = append(r.Gains, g)
	}
	for k, share := range []float64{0.125, 0.25, 0.5, 1} {
		r.Learning = append(r.Learning, predict.LearningPoint{Model: "logistic", Share: engine.Number(share), Churners: int64(2900 * share), Draws: 3,
			Train: about(0.83-0.01*float64(k), 0.008), Test: about(0.752+0.01*float64(k), 0.006)})
	}
	for _, t := range [][2]string{{"noise", ""}, {"column", "silence_days"}, {"month", "2024-06"}, {"seed", ""}} {
		r.Robust = append(r.Robust, predict.Trial{Model: "logistic", Code: t[0], Name: t[1], AUC: about(0.778, 0.015), Change: about(-0.005, 0.004)})
	}
	r.Rounds = []predict.Round{{Test: Day("2024-06-30"), Train: r.Train, Churned: engine.NewRate(1500, 3700),
		AUC: []predict.RoundAUC{{Model: "logistic", AUC: 0.781}, {Model: "frequency_then_recency", AUC: 0.78}}}}
	r.Guards = []predict.Guard{
		{Code: "churners", Args: engine.Args{"churners": int64(1700), "train": 2900, "enough": 100}},
		{Code: "events_per_input", Warn: true, Args: engine.Args{"events": 290, "inputs": 62, "enough": 10}},
		{Code: "telling", Args: engine.Args{"columns": 0, "auc": 0.95}},
		{Code: "stale", Args: engine.Args{"until": "2025-04-01", "days": 91}},
		{Code: "resampling"},
		{Code: "threshold", Args: engine.Args{"threshold": 0.164}},
	}
}
