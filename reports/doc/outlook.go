package doc

import (
	"math"
	"slices"

	"huiliu/engine/forecast"
	"huiliu/engine/outlook"
	"huiliu/engine/roster"
)

// outlookSheet forecasts losses by month.
func (c *composer) outlookSheet() (Sheet, bool) {
	o := &c.r.Outlook
	if o.Skipped != "" || len(o.Customers.Points) == 0 {
		return Sheet{}, false
	}
	s := c.sheet("outlook")
	s.Blocks = append(s.Blocks, c.chart(ChartRef{Key: "outlook", Kind: ChartBars, Table: "outlook_months", X: "month", From: max(0, len(o.Months)-maxFlowMonths),
		Series: []ChartColumn{{"lost", ToneWarning}}})...)
	s.Blocks = append(s.Blocks, tableBlock(c.outlookMonths()), tableBlock(c.outlookTable()), tableBlock(c.outlookFacts()), tableBlock(c.outlookRace()))
	return s, true
}

func (c *composer) outlookMonths() *Table {
	o := &c.r.Outlook
	t := c.table("outlook_months", "month:month", "lost:int", "revenue:money", "margin:money")
	t.Note = c.say("report.note.outlook_months", map[string]any{"open": o.Open.String(), "window": o.Window})
	for _, m := range o.Months {
		revenue, margin := any(m.Revenue), any(c.marginCell("revenue", m.Revenue))
		if o.Margin.Skipped != "" {
			revenue, margin = nil, nil
		}
		t.add(m.Start.String(), m.Start, counted(m.Lost, group(roster.Loss, monthKey(m.Start), "")), revenue, margin)
	}
	t.foldAll(maxFlowMonths)
	return t
}

func (c *composer) outlookTable() *Table {
	o := &c.r.Outlook
	t := c.table("outlook", "month:month", "lost:int", "lost_low:int", "lost_high:int", "due:int", "margin:money", "margin_low:money", "margin_high:money")
	for i, p := range o.Customers.Points {
		var mean, low, high any
		if i < len(o.Margin.Points) {
			q := o.Margin.Points[i]
			mean, low, high = c.byMargin(q.Mean), c.byMargin(q.Low), c.byMargin(q.High)
		}
		t.add(p.Month.String(), p.Month, TableCell{Value: number(p.Mean)}, TableCell{Value: number(p.Low)}, TableCell{Value: number(p.High)}, counted(p.Due, group(roster.Due, monthKey(p.Month), "")), mean, low, high)
	}
	return t
}

// outlookFacts says what the forecast takes into account.
func (c *composer) outlookFacts() *Table {
	o := &c.r.Outlook
	t := c.table("outlook_facts", "item:text", "value:text", "note:text")
	t.Columns[2].Width = 60
	yes := func(b bool) string {
		if b {
			return c.say("report.outlook.yes", nil)
		}
		return c.say("report.outlook.no", nil)
	}
	t.add("open", c.say("report.outlook.open", nil), dayCell(o.Open), c.say("report.outlook.open.note", map[string]any{"window": o.Window}))
	t.add("season", c.say("report.outlook.season", nil), yes(o.Customers.Season), c.say("report.outlook.season.note", nil))
	moved := slices.ContainsFunc(o.Customers.Lanes, func(l outlook.Lane) bool { return l.Method == outlook.ETSHoliday })
	t.add("festival", c.say("report.outlook.festival", nil), yes(moved), c.say("report.outlook.festival.note", nil))
	if h := o.Customers.Holiday; h != nil {
		t.add("festival_effect", c.say("report.outlook.effect", nil), TableCell{Value: h.Value, Kind: KindDecimal, Digits: 1},
			c.say("report.outlook.effect.note", map[string]any{"low": c.w.Decimal(float64(h.Low), 1), "high": c.w.Decimal(float64(h.High), 1)}))
	}
	return t
}

func (c *composer) outlookRace() *Table {
	t := c.table("outlook_race", "series:text", "method:text", "mase:decimal3", "mae:decimal1", "judged:int", "coverage:percent", "low:percent", "high:percent", "verdict:text")
	for _, s := range []struct {
		key    string
		series *outlook.Series
	}{{"customers", &c.r.Outlook.Customers}, {"margin", &c.r.Outlook.Margin}} {
		for _, l := range s.series.Lanes {
			verdict := ""
			switch {
			case l.Problem != "":
				verdict = c.say("report.value.failed", nil)
			case l.Method == s.series.Method:
				verdict = c.say("report.value.used", nil)
			}
			row := s.key + "/" + l.Method
			if l.Method == s.series.Method {
				row = s.key // the sentence reads the used one
			}
			t.add(row, c.say("report.outlook."+s.key, nil), c.say("outlook.method."+l.Method, nil), l.MASE, l.MAE, int64(l.N),
				l.Coverage.Value, l.Coverage.Low, l.Coverage.High, verdict)
		}
	}
	t.Group = true
	return t
}

func (c *composer) sayOutlook() (Sentence, bool) {
	o := &c.r.Outlook
	if o.Skipped != "" || len(o.Customers.Points) == 0 {
		return Sentence{}, false
	}
	row := o.Customers.Points[0].Month.String()
	s := c.sentence().ref("month", "outlook", row, "month")
	s.args["month"] = row[:7]
	s.refs[len(s.refs)-1].Shown = row[:7]
	s.ref("lost", "outlook", row, "lost").ref("low", "outlook", row, "lost_low").ref("high", "outlook", row, "lost_high")
	s.word("margin", s.part("report.say.outlook.margin", "_margin", map[string][3]string{"margin": {"outlook", row, "margin"}}))
	s.word("method", c.say("outlook.method."+o.Customers.Method, nil))
	s.word("quality", s.part(outlookQuality(&o.Customers), "", map[string][3]string{"coverage": {"outlook_race", "customers", "coverage"}}))
	wide := ""
	if next := o.Customers.Points[0]; next.High-next.Low > 2*next.Mean {
		wide = c.say("report.say.outlook.wide", nil)
	}
	s.word("wide", wide)
	return s.end("outlook", "report.say.outlook")
}

// outlookQuality is the sentence about how the method used did on past months.
func outlookQuality(s *outlook.Series) string {
	switch {
	case s.Method == string(forecast.Naive) || s.Method == string(forecast.SeasonalNaive):
		return "report.say.outlook.repeat"
	case s.MASE < 1:
		return "report.say.outlook.better"
	}
	return "report.say.outlook.weak"
}

// outlook draws the losses of past months and the forecast with its interval.
func (g *gallery) outlook() Chart {
	o := &g.r.Outlook
	if o.Skipped != "" || len(o.Customers.Points) == 0 {
		return Chart{}
	}
	months := o.Months[max(0, len(o.Months)-maxFlowMonths):]
	first, next := months[0], o.Customers.Points[0]
	c := g.new("outlook", ChartBars, map[string]any{"first": first.Start.String()[:7], "next": next.Month.String()[:7], "lost": g.w.Decimal(float64(next.Mean), 0), "window": o.Window})
	s := Series{Name: g.w.Say("report.chart.outlook.series", nil), Tone: ToneWarning}
	for _, m := range months {
		c.Categories = append(c.Categories, m.Start.String()[:7])
		v := float64(m.Lost)
		s.addCount(v, group(roster.Loss, monthKey(m.Start), ""))
		s.Low, s.High, s.Open = append(s.Low, math.NaN()), append(s.High, math.NaN()), append(s.Open, false)
	}
	for _, p := range o.Customers.Points {
		c.Categories = append(c.Categories, p.Month.String()[:7])
		s.Y, s.Low, s.High, s.Open = append(s.Y, float64(p.Mean)), append(s.Low, float64(p.Low)), append(s.High, float64(p.High)), append(s.Open, true)
	}
	c.Unit, c.OpenLabel, c.Series = UnitCount, g.w.Say("report.chart.outlook.forecast", nil), []Series{s}
	return c
}
