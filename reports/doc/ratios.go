package doc

import (
	"cmp"
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/bridge"
	"huiliu/engine/roster"
)

// shownRatios is how many ratios a picture holds, the clearest ones.
const shownRatios = 12

// ratioOf is a hazard or odds ratio with its interval.
type ratioOf struct {
	name         string
	v, low, high engine.Number
}

// clear reports an interval that does not hold 1.
func (r *ratioOf) clear() bool { return r.low > 1 || r.high < 1 }

// distance is how many standard errors the ratio is from 1.
func (r *ratioOf) distance() float64 {
	width := math.Log(float64(r.high)) - math.Log(float64(r.low))
	return math.Abs(math.Log(float64(r.v))) / width
}

// ratios draws ratios with their intervals around 1.
func (g *gallery) ratios(key string, list []ratioOf) Chart {
	list = slices.DeleteFunc(list, func(r ratioOf) bool {
		return !(r.low > 0) || !r.high.Defined() || !r.v.Defined() || float64(r.high) > 1e3
	})
	if len(list) == 0 {
		return Chart{}
	}
	slices.SortStableFunc(list, func(a, b ratioOf) int { return cmp.Compare(b.distance(), a.distance()) })
	template := key
	if !list[0].clear() {
		template = key + ".none"
	}
	c := g.new(key, ChartDots, map[string]any{"name": list[0].name})
	c.Title = g.w.Say("report.chart."+template, map[string]any{"name": list[0].name})
	s := Series{Name: g.w.Say("report.chart."+key+".x", nil)}
	for _, r := range list[:min(len(list), shownRatios)] {
		tone := ToneAccent
		if !r.clear() {
			tone = ToneNeutral
		}
		c.Categories = append(c.Categories, r.name)
		s.Y, s.Low, s.High, s.Tones = append(s.Y, float64(r.v)), append(s.Low, float64(r.low)), append(s.High, float64(r.high)), append(s.Tones, tone)
	}
	c.Unit, c.Digits, c.Series = UnitDecimal, 2, []Series{s}
	c.References = []Reference{{Value: 1, Label: g.w.Say("report.chart.ratio.one", nil), Tone: ToneNeutral}}
	return c
}

// odds draws the logistic model of who left.
func (g *gallery) odds() Chart {
	m := g.r.Associate.Together
	if m == nil {
		return Chart{}
	}
	c := &composer{r: g.r, w: g.w}
	var list []ratioOf
	for _, l := range m.Lines {
		if l.VIF.Defined() && l.VIF > 10 {
			continue // moves with others: its own ratio says nothing
		}
		list = append(list, ratioOf{c.ratioName(propertyLabel(c, l.Column), l.Level, l.Unit), l.Odds, l.OddsLow, l.OddsHigh})
	}
	return g.ratios("odds", list)
}

// hazards draws the Cox model of contracts.
func (g *gallery) hazards() Chart {
	m := g.r.Lifetime.Cox
	if m == nil {
		return Chart{}
	}
	c := &composer{r: g.r, w: g.w}
	var list []ratioOf
	for _, h := range m.Lines {
		list = append(list, ratioOf{c.ratioName(c.groupingName(h.Column, h.Built), h.Level, h.Unit), h.Ratio, h.Low, h.High})
	}
	return g.ratios("hazards", list)
}

// ratioName is short enough to stand beside a bar; what a level is compared with, the
// table says.
func (c *composer) ratioName(column, level string, unit float64) string {
	if level != "" {
		return column + " · " + c.levelText(level)
	}
	return column + " · " + c.stepText("", "", unit)
}

// bridgeParts draws the parts of the bridge by themselves: beside whole revenues small
// ones could not be read.
func (g *gallery) bridgeParts() Chart {
	b := &g.r.Bridge
	if len(b.Parts) == 0 {
		return Chart{}
	}
	var most bridge.Part
	var s Series
	c := g.new("bridge_parts", ChartBarH, nil)
	for _, p := range shownParts(b) {
		tone := ToneGood
		if p.Amount < 0 {
			tone = ToneWarning
		}
		if max(p.Amount, -p.Amount) > max(most.Amount, -most.Amount) {
			most = p
		}
		c.Categories = append(c.Categories, g.w.Say("bridge.part."+p.Key, nil))
		s.addCount(p.Amount.Float(), group(roster.Bridge, p.Key, ""))
		s.Count, s.Tones = append(s.Count, float64(p.Customers)), append(s.Tones, tone)
	}
	if most.Key == "" {
		return Chart{}
	}
	c.Title = g.w.Say("report.chart.bridge_parts", map[string]any{"part": g.w.Say("bridge.part."+most.Key, nil), "amount": g.money(most.Amount.Float())})
	c.Unit, c.Series = UnitMoney, []Series{s}
	return c
}
