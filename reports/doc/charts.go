package doc

import (
	"cmp"
	"math"
	"slices"

	"huiliu/assets"
	"huiliu/engine"
	"huiliu/engine/cause"
	"huiliu/engine/churn"
	"huiliu/engine/describe"
	"huiliu/engine/roster"
)

// Charts are the pictures the data supports, titled with what they show.
func Charts(r *Results, w *assets.Words) []Chart {
	g := &gallery{r: r, w: w}
	var out []Chart
	for _, f := range []func() Chart{g.gaps, g.sweep, g.grace, g.causes, g.causeCustomers, g.evidence, g.survey, g.itemGaps, g.shift, g.flow, g.bridge, g.bridgeParts, g.cohorts, g.race, g.gains, g.calibration, g.learning, g.importance, g.modelMonths, g.modelAlerts, g.natural, g.budget, g.tornado, g.rfm, g.movement, g.clusters, g.habits, g.valueTrack, g.valueBands, g.retention, g.outlook, g.associations, g.odds, g.hazards, g.rules, g.campaigns, g.upliftCurve, g.secondLives, g.attempts, g.alarms, g.index} {
		if c := f(); c.Key != "" && !c.Empty() {
			out = append(out, c)
		}
	}
	out = append(out, g.lifetimes()...)
	out = append(out, g.curves()...)
	return append(out, g.attributes()...)
}

// gallery draws up charts from one set of results.
type gallery struct {
	r *Results
	w *assets.Words
}

func (g *gallery) new(key string, kind ChartKind, args map[string]any) Chart {
	c := Chart{Key: key, Kind: kind, Lang: g.w.Lang(), Title: g.w.Say("report.chart."+key, args), Currency: g.r.Money.Currency}
	text := func(part string) string {
		if k := "report.chart." + key + "." + part; g.w.Has(k) {
			return g.w.Say(k, args)
		}
		return ""
	}
	c.XLabel, c.YLabel, c.Note = text("x"), text("y"), text("note")
	return c
}

func (g *gallery) money(m float64) string { return g.w.Money(m, g.r.Money.Currency) }

func explained(key string) bool { return key != cause.Unexplained && key != cause.Unclear }

func onlyUnexplained(list []cause.Cause) bool {
	return !slices.ContainsFunc(list, func(k cause.Cause) bool { return explained(k.Key) })
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func attributeLabel(w *assets.Words, a *describe.Attribute) string {
	if a.Built {
		return labelOf(w, "describe.attribute", a.Name)
	}
	return a.Name
}

// levelLabel names a level: a value of the file, or one of our own classes.
func levelLabel(w *assets.Words, l *describe.Level) string {
	switch {
	case l.Key:
		return labelOf(w, "describe.level", l.Label)
	case l.Label == "":
		return w.Say("common.unknown", nil)
	}
	return l.Label
}

// bandLabel names a band of silence or of purchase days.
func bandLabel(w *assets.Words, area, band string) string {
	if key := area + ".band." + band; w.Has(key) {
		return w.Say(key, nil)
	}
	return band
}

func (g *gallery) gaps() Chart {
	points := g.r.Lab.Gaps.Points
	if g.r.Contractual() || len(points) == 0 {
		return Chart{}
	}
	window := g.r.Definition.WindowDays
	var at engine.Number = engine.Undefined()
	s := Series{Name: g.w.Say("report.chart.gaps.series", nil), Tone: ToneAccent, Steps: true}
	for _, p := range points {
		if p.Day <= window {
			at = p.Again
		}
		s.X, s.Y = append(s.X, float64(p.Day)), append(s.Y, float64(p.Again))
		s.Low, s.High = append(s.Low, float64(p.Low)), append(s.High, float64(p.High))
	}
	c := g.new("gaps", ChartLine, map[string]any{"window": window, "share": g.w.Percent(float64(at), 1)})
	c.Unit, c.XUnit, c.Series, c.Digits = UnitPercent, UnitCount, []Series{s}, 0
	if at.Defined() {
		c.Marks = []Mark{{X: float64(window), Y: float64(at), Label: g.w.Say("report.chart.gaps.mark", map[string]any{"window": window}), Tone: ToneWarning}}
	}
	return c
}

func (g *gallery) sweep() Chart {
	rows := g.r.Lab.Sweep
	if g.r.Contractual() || len(rows) == 0 {
		return Chart{}
	}
	cutoff := sweepCutoff(rows)
	churned := Series{Name: g.w.Say("report.chart.sweep.churned", nil), Tone: ToneWarning}
	wrong := Series{Name: g.w.Say("report.chart.sweep.false", nil), Tone: ToneAccent}
	spend := Series{Name: g.w.Say("report.chart.sweep.spend", nil), Tone: ToneContrast}
	stable := Series{Name: g.w.Say("report.chart.sweep.stable", nil), Tone: ToneGood}
	for _, row := range g.r.Lab.Windows { // every day: nothing between two windows is guessed
		x := float64(row.Window)
		churned.addRate(x, row.Now)
		wrong.addRate(x, row.False)
		stable.addRate(x, row.Stable)
		spend.X, spend.Y = append(spend.X, x), append(spend.Y, float64(row.NowSpend))
	}
	c := g.new("sweep", ChartLine, map[string]any{"window": g.r.Definition.WindowDays, "cutoff": cutoff.String()})
	c.Unit, c.XUnit, c.Series = UnitPercent, UnitCount, []Series{churned, wrong, spend, stable}
	c.References = []Reference{{OnX: true, Value: float64(g.r.Definition.WindowDays), Label: g.w.Say("report.chart.gaps.mark", map[string]any{"window": g.r.Definition.WindowDays}), Tone: ToneNeutral}}
	if cold := g.r.Lab.Cold; cold != nil && *cold <= churn.HighestWindow { // notice is the distance from the window to it
		c.References = append(c.References, Reference{OnX: true, Value: float64(*cold), Label: g.w.Say("report.chart.sweep.cold", map[string]any{"days": *cold}), Tone: ToneNeutral})
	}
	return c
}

// grace is what each day of grace after the end of a contract would mean.
func (g *gallery) grace() Chart {
	rows := g.r.Lab.Windows
	if !g.r.Contractual() || len(rows) == 0 {
		return Chart{}
	}
	lost := Series{Name: g.w.Say("report.chart.sweep.churned", nil), Tone: ToneWarning}
	wrong := Series{Name: g.w.Say("report.chart.sweep.false", nil), Tone: ToneAccent}
	for _, row := range rows {
		lost.addRate(float64(row.Window), row.Now)
		wrong.addRate(float64(row.Window), row.False)
	}
	c := g.new("grace", ChartLine, map[string]any{"horizon": rows[0].Horizon})
	c.Unit, c.XUnit, c.Series = UnitPercent, UnitCount, []Series{lost, wrong}
	if d := &g.r.Definition; d.Rule == churn.RuleDates {
		c.References = []Reference{{OnX: true, Value: float64(d.GraceDays), Label: g.w.Say("report.chart.gaps.mark", map[string]any{"window": d.GraceDays}), Tone: ToneNeutral}}
	}
	return c
}

// addRate appends a rate at x; a small base is a gap.
func (s *Series) addRate(x float64, r engine.Rate) {
	v, low, high := float64(r.Value), float64(r.Low), float64(r.High)
	if r.Small() {
		v, low, high = math.NaN(), math.NaN(), math.NaN()
	}
	s.X, s.Y, s.Low, s.High = append(s.X, x), append(s.Y, v), append(s.Low, low), append(s.High, high)
	s.Count, s.Of = append(s.Count, float64(r.Events)), append(s.Of, float64(r.Base))
}

// causes is the Pareto by lost margin.
func (g *gallery) causes() Chart {
	if g.r.Describe.Loss.Basis == describe.BasisNone {
		return Chart{}
	}
	return g.causeChart("causes", func(k *cause.Cause) (v, low, high float64) {
		if a := k.Adjusted; a != nil {
			return a.Margin.Float(), a.MarginLow.Float(), a.MarginHigh.Float()
		}
		return k.Margin.Float(), k.Low.Float(), k.High.Float()
	}, UnitMoney)
}

// causeCustomers is the Pareto by customers.
func (g *gallery) causeCustomers() Chart {
	return g.causeChart("causes_customers", func(k *cause.Cause) (v, low, high float64) {
		if a := k.Adjusted; a != nil {
			return float64(a.Customers), float64(a.CustomersLow), float64(a.CustomersHigh)
		}
		n := float64(k.Share.Base)
		return float64(k.Customers), float64(k.Share.Low) * n, float64(k.Share.High) * n
	}, UnitCount)
}

func (g *gallery) causeChart(key string, value func(*cause.Cause) (v, low, high float64), unit Unit) Chart {
	list := g.r.Causes.Causes
	if len(list) == 0 {
		return Chart{}
	}
	s := Series{Name: g.w.Say("report.chart."+key+".x", nil), Tone: ToneAccent}
	var names []string
	for i := range list {
		v, low, high := value(&list[i])
		tone := ToneAccent
		if !explained(list[i].Key) {
			tone = ToneNeutral
		}
		names = append(names, causeLabel(g.r, g.w, &list[i]))
		s.Y, s.Low, s.High, s.Tones = append(s.Y, v), append(s.Low, low), append(s.High, high), append(s.Tones, tone)
	}
	title := map[string]any{"cause": "", "share": ""}
	template := key + ".none"
	if i := slices.IndexFunc(list, func(k cause.Cause) bool { return explained(k.Key) }); i >= 0 && g.r.Causes.LostMargin > 0 {
		template = key
		part, _ := share(s.Y[i], sumOf(s.Y)).(float64)
		title = map[string]any{"cause": names[i], "share": g.w.Percent(part, 0)}
	}
	c := g.new(key, ChartBarH, title)
	c.Title = g.w.Say("report.chart."+template, title)
	if estimated(g.r) {
		c.Note = g.w.Say("report.chart.causes.estimated", nil)
	}
	c.Unit, c.Categories, c.Series = unit, names, []Series{s}
	return c
}

func sumOf(list []float64) float64 {
	var sum float64
	for _, v := range list {
		sum += v
	}
	return sum
}

// attributes draws churn by the three attributes that differ most.
func (g *gallery) attributes() []Chart {
	list := g.r.Describe.Attributes
	order := make([]int, len(list))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(list[b].Spread, list[a].Spread) })
	var out []Chart
	for _, i := range order {
		if len(out) == 3 {
			break
		}
		if c := g.attribute(i, len(out)+1); !c.Empty() {
			out = append(out, c)
		}
	}
	return out
}

func (g *gallery) attribute(place, n int) Chart {
	a := &g.r.Describe.Attributes[place]
	name := attributeLabel(g.w, a)
	s := Series{Name: name, Tone: ToneAccent}
	var levels []string
	top, best := "", -1.0
	for j, l := range a.Levels {
		if l.Small || l.Rate.Small() {
			continue
		}
		label := levelLabel(g.w, &l)
		levels = append(levels, label)
		s.addRate(0, l.Rate)
		s.Groups = append(s.Groups, group(roster.Gone, itoa(place), itoa(j)))
		if v := float64(l.Rate.Value); v > best {
			top, best = label, v
		}
	}
	s.X = nil
	if len(levels) < 2 {
		return Chart{}
	}
	c := g.new("attribute", ChartBarH, map[string]any{"attribute": name, "level": top, "rate": g.w.Percent(best, 1)})
	c.Key, c.Unit, c.Digits, c.Categories, c.Series = "attribute_"+itoa(n), UnitPercent, 1, levels, []Series{s}
	if a.All.Value.Defined() {
		c.References = []Reference{{Value: float64(a.All.Value), Label: g.w.Say("report.attribute.all", nil), Tone: ToneNeutral}}
	}
	return c
}
