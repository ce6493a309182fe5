package doc

import (
	"math"
	"strings"

	"huiliu/engine/describe"
	"huiliu/engine/roster"
	"huiliu/engine/segment"
)

// maxFlowMonths keeps the columns wide enough to read.
const maxFlowMonths = 24

func (g *gallery) flow() Chart {
	rows := g.r.Describe.Flow
	if len(rows) == 0 {
		return Chart{}
	}
	rows = rows[max(0, len(rows)-maxFlowMonths):]
	fresh := Series{Name: g.w.Say("report.chart.flow.new", nil), Tone: ToneGood}
	back := Series{Name: g.w.Say("report.chart.flow.returned", nil), Tone: ToneAccent}
	gone := Series{Name: g.w.Say("report.chart.flow.lapsed", nil), Tone: ToneWarning}
	c := g.new("flow", ChartBars, g.flowFinding(rows))
	c.Title = g.w.Say("report.chart.flow."+flowDirection(rows), g.flowFinding(rows))
	for _, m := range rows {
		c.Categories = append(c.Categories, m.End.String()[:7])
		month := monthKey(m.End)
		fresh.addCount(float64(m.New), group(roster.Flow, "new", month))
		back.addCount(float64(m.Returned), group(roster.Flow, "returned", month))
		gone.addCount(-float64(m.Lapsed), group(roster.Flow, "lapsed", month))
	}
	c.Stacked, c.Unit, c.Series = true, UnitCount, []Series{fresh, back, gone}
	return c
}

func (g *gallery) flowFinding(rows []describe.FlowMonth) map[string]any {
	first, last := rows[0], rows[len(rows)-1]
	return map[string]any{"from": first.Start, "to": last.Active, "first": first.End.String()[:7], "last": last.End.String()[:7]}
}

func flowDirection(rows []describe.FlowMonth) string {
	switch first, last := rows[0].Start, rows[len(rows)-1].Active; {
	case last > first:
		return "up"
	case last < first:
		return "down"
	}
	return "level"
}

func (g *gallery) cohorts() Chart {
	rows := g.r.Describe.Cohorts.Rows
	if len(rows) == 0 {
		return Chart{}
	}
	c := g.new("cohorts", ChartHeat, nil)
	c.Unit, c.OpenLabel = UnitPercent, g.w.Say("report.chart.open", nil)
	width := 0
	for _, r := range rows {
		c.Categories = append(c.Categories, r.Month.String()[:7])
		var cells []Cell
		for k, cell := range r.Cells {
			if k == 0 || k >= maxCohortMonths {
				continue // month 0 is everybody and would outshine the rest
			}
			v := math.NaN()
			if r.Size > 0 {
				v = float64(cell.Customers) / float64(r.Size)
			}
			if cell.Open {
				v = math.NaN()
			}
			cells = append(cells, Cell{Value: v, Open: cell.Open, Small: r.Size < 30, Count: float64(cell.Customers), Of: float64(r.Size), Group: cohortGroup(r.Month, k)})
		}
		width = max(width, len(cells))
		c.Cells = append(c.Cells, cells)
	}
	for k := range width {
		c.Columns = append(c.Columns, itoa(k+1))
	}
	return c
}

func (g *gallery) race() Chart {
	if len(g.r.Race.Entries) == 0 {
		return Chart{}
	}
	v := g.r.Race.Verdict
	args := map[string]any{"winner": modelLabel(g.w, v.Winner), "rule": modelLabel(g.w, v.Rule), "best": modelLabel(g.w, v.Best)}
	c := g.new("race", ChartDots, args)
	c.Title = g.w.Say("report.chart.race."+verdictCode(v), args)
	c.Unit, c.Digits = UnitDecimal, 3
	s := Series{Name: "AUC"}
	for _, e := range g.r.Race.Entries {
		tone := ToneNeutral
		if e.Kind == "model" {
			tone = ToneContrast
		}
		if e.Model == v.Winner {
			tone = ToneAccent
		}
		name := modelLabel(g.w, e.Model) // its colour says whether it is a rule
		if _, short, ok := strings.Cut(name, g.w.Say("report.race.colon", nil)); ok {
			name = short
		}
		c.Categories = append(c.Categories, name)
		s.Y, s.Low, s.High, s.Tones = append(s.Y, float64(e.AUC)), append(s.Low, float64(e.AUCLow)), append(s.High, float64(e.AUCHigh)), append(s.Tones, tone)
	}
	c.Series = []Series{s}
	c.References = []Reference{{Value: 0.5, Label: g.w.Say("report.chart.race.chance", nil), Tone: ToneNeutral}}
	return c
}

func (g *gallery) calibration() Chart {
	if len(g.r.Race.Calibration) == 0 {
		return Chart{}
	}
	s := Series{Name: g.w.Say("report.chart.calibration.series", nil), Tone: ToneAccent}
	for _, b := range g.r.Race.Calibration {
		if b.Predicted.Defined() {
			s.addRate(float64(b.Predicted), b.Observed)
		}
	}
	c := g.new("calibration", ChartLine, nil)
	c.Unit, c.XUnit, c.Series = UnitPercent, UnitPercent, []Series{s}
	c.References = []Reference{{Diagonal: true, Label: g.w.Say("report.chart.calibration.perfect", nil), Tone: ToneNeutral}}
	return c
}

func (g *gallery) natural() Chart {
	list := g.r.Winback.Natural
	if len(list) == 0 {
		return Chart{}
	}
	c := g.new("natural", ChartHeat, map[string]any{"rate": g.w.Percent(float64(g.r.Winback.Overall.Value), 1)})
	c.Unit, c.Digits = UnitPercent, 1
	row, column := map[string]int{}, map[string]int{}
	for _, n := range list {
		if _, ok := row[n.Silence]; !ok {
			row[n.Silence] = len(c.Categories)
			c.Categories = append(c.Categories, bandLabel(g.w, "silence", n.Silence))
		}
		if _, ok := column[n.PurchaseDays]; !ok {
			column[n.PurchaseDays] = len(c.Columns)
			c.Columns = append(c.Columns, bandLabel(g.w, "purchase_days", n.PurchaseDays))
		}
	}
	c.Cells = make([][]Cell, len(c.Categories))
	for i := range c.Cells {
		c.Cells[i] = make([]Cell, len(c.Columns))
		for j := range c.Cells[i] {
			c.Cells[i][j] = Cell{Value: math.NaN(), Small: true}
		}
	}
	for _, n := range list {
		c.Cells[row[n.Silence]][column[n.PurchaseDays]] = Cell{Value: float64(n.Rate.Value), Small: n.Rate.Small(), Count: float64(n.Rate.Events), Of: float64(n.Rate.Base)}
	}
	return c
}

// budget draws profit over spend; the first point is spending nothing.
func (g *gallery) budget() Chart {
	k := &g.r.Winback
	if len(k.Budget) == 0 {
		return Chart{}
	}
	s := Series{Name: g.w.Say("report.chart.budget.series", nil), Tone: ToneAccent, X: []float64{0}, Y: []float64{0}}
	for _, b := range k.Budget {
		if b.Contacts > 0 {
			s.X, s.Y = append(s.X, b.Spend), append(s.Y, b.Net)
		}
	}
	c := g.new("budget", ChartLine, map[string]any{"contacts": k.Plan.Contacts, "net": g.money(k.Plan.Net), "spend": g.money(k.Plan.Spend)})
	if k.Plan.Contacts == 0 {
		return Chart{}
	}
	c.Unit, c.XUnit, c.Series = UnitMoney, UnitMoney, []Series{s}
	n := len(s.X) - 1
	c.Marks = []Mark{{X: s.X[n], Y: s.Y[n], Label: g.w.Say("report.chart.budget.mark", map[string]any{"contacts": k.Plan.Contacts}), Tone: ToneAccent}}
	return c
}

func (g *gallery) rfm() Chart {
	if g.r.RFM.Total == 0 {
		return Chart{}
	}
	s := Series{Name: g.w.Say("unit.customers", nil), Tone: ToneAccent}
	var top string
	var most int64 = -1
	c := Chart{}
	for _, k := range g.r.RFM.Classes {
		name := labelOf(g.w, "rfm", k.Class)
		c.Categories = append(c.Categories, name)
		s.addCount(float64(k.Customers), group(roster.RFM, k.Class, ""))
		if k.Customers > most {
			top, most = name, k.Customers
		}
	}
	out := g.new("rfm", ChartBarH, map[string]any{"class": top, "share": g.w.Percent(float64(most)/float64(g.r.RFM.Total), 1)})
	out.Unit, out.Categories, out.Series = UnitCount, c.Categories, []Series{s}
	return out
}

// movement draws from which state of the life cycle to which customers moved.
func (g *gallery) movement() Chart {
	m := &g.r.Movement
	if m.Total == 0 {
		return Chart{}
	}
	var slowing, lost int64
	c := g.new("movement", ChartHeat, nil)
	for _, state := range segment.StateKeys[1:] {
		c.Columns = append(c.Columns, g.w.Say("segment.state."+state, nil))
	}
	for _, r := range m.Rows {
		if r.State == segment.StateSlowing {
			slowing, lost = r.Customers, r.To[len(r.To)-1]
		}
		c.Categories = append(c.Categories, g.w.Say("segment.state."+r.State, nil))
		var cells []Cell
		for i, n := range r.To[1:] {
			cell := Cell{Value: float64(n), Count: float64(n), Of: float64(r.Customers), Group: group(roster.Movement, r.State, segment.StateKeys[i+1])}
			if n == 0 {
				cell.Value, cell.Group = nan, Group{}
			}
			cells = append(cells, cell)
		}
		c.Cells = append(c.Cells, cells)
	}
	args := map[string]any{"from": m.From.String(), "to": m.To.String(), "slowing": slowing, "lost": lost}
	c.Title, c.Note, c.Unit = g.w.Say("report.chart.movement", args), g.w.Say("report.chart.movement.note", args), UnitCount
	return c
}
