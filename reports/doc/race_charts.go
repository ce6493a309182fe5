package doc

import (
	"huiliu/engine"
	"huiliu/engine/predict"
)

// gains draws how much of the churn the riskiest customers hold.
func (g *gallery) gains() Chart {
	race := &g.r.Race
	used, other := usedAndOther(race)
	if used == nil || len(used.Points) == 0 {
		return Chart{}
	}
	tenth := used.Points[len(used.Points)/10-1]
	c := g.new("gains", ChartLine, map[string]any{"model": modelLabel(g.w, used.Model), "captured": g.w.Percent(float64(tenth.Captured), 0)})
	c.Unit, c.XUnit = UnitPercent, UnitPercent
	c.Series = []Series{gainSeries(modelLabel(g.w, used.Model), ToneAccent, used.Points)}
	if other != nil {
		s := gainSeries(modelLabel(g.w, other.Model), ToneContrast, other.Points)
		s.Low, s.High, s.Dashed = nil, nil, true
		c.Series = append(c.Series, s)
	}
	c.References = []Reference{{Diagonal: true, Label: g.w.Say("report.chart.race.chance", nil), Tone: ToneNeutral}}
	if share := used.Profit.Share; share.Defined() && share > 0 {
		c.References = append(c.References, Reference{OnX: true, Value: float64(share),
			Label: g.w.Say("report.chart.gains.best", map[string]any{"share": g.w.Percent(float64(share), 0)}), Tone: ToneGood})
	}
	return c
}

func gainSeries(name string, tone Tone, points []predict.Gain) Series {
	s := Series{Name: name, Tone: tone, X: []float64{0}, Y: []float64{0}, Low: []float64{0}, High: []float64{0}, Count: []float64{0}}
	for _, p := range points {
		s.X, s.Y, s.Low, s.High = append(s.X, p.Share), append(s.Y, float64(p.Captured)), append(s.Low, float64(p.Low)), append(s.High, float64(p.High))
		s.Count = append(s.Count, p.Churners)
	}
	return s
}

// learning draws the AUC of a model taught with more and more churners.
func (g *gallery) learning() Chart {
	points := g.r.Race.Learning
	if len(points) < 2 {
		return Chart{}
	}
	test := Series{Name: g.w.Say("report.chart.learning.test", nil), Tone: ToneAccent}
	train := Series{Name: g.w.Say("report.chart.learning.train", nil), Tone: ToneNeutral, Dashed: true}
	add := func(s *Series, x int64, v, low, high engine.Number) {
		s.X, s.Y = append(s.X, float64(x)), append(s.Y, float64(v))
		s.Low, s.High = append(s.Low, float64(low)), append(s.High, float64(high))
	}
	for _, p := range points {
		if p.Model != points[0].Model {
			break
		}
		add(&test, p.Churners, p.Test.Value, p.Test.Low, p.Test.High)
		add(&train, p.Churners, p.Train.Value, p.Train.Low, p.Train.High)
	}
	n := len(test.Y)
	title := "still"
	if n > 1 && test.Y[n-1]-test.Y[n-2] < flatGain {
		title = "flat"
	}
	c := g.new("learning", ChartLine, map[string]any{"model": modelLabel(g.w, points[0].Model)})
	c.Title = g.w.Say("report.chart.learning."+title, map[string]any{"model": modelLabel(g.w, points[0].Model)})
	c.Unit, c.Digits, c.XUnit, c.Series = UnitDecimal, 3, UnitCount, []Series{test, train}
	return c
}

// flatGain is the AUC from twice the customers below which more of them hardly help.
const flatGain = 0.005
