package doc

import (
	"math"
	"strings"

	"huiliu/engine/risk"
)

// riskSheet is how far the plan may be off: the draws, one thing moved at a time, and the
// register of what no distribution covers.
func (c *composer) riskSheet() (Sheet, bool) {
	if c.r.Winback.Skipped != "" || c.r.Risk.Draws+len(c.r.Risk.Register) == 0 {
		return Sheet{}, false
	}
	s := c.sheet("risk", paragraph(c.say("report.risk.how", nil)))
	if c.r.Risk.Draws > 0 {
		s.Blocks = append(s.Blocks, c.chart(ChartRef{Key: "tornado", Kind: ChartBars, Table: "tornado", X: "driver", Series: []ChartColumn{{"net_low", ToneWarning}, {"net_high", ToneGood}}})...)
		s.Blocks = append(s.Blocks, tableBlock(c.riskTable()), tableBlock(c.tornadoTable()))
	}
	s.Blocks = append(s.Blocks, tableBlock(c.registerTable()))
	s.Inputs = true
	return s, true
}

// netFormula is the plan's net with the drivers multiplied as given: column names or
// numbers by driver, 1 for the others.
func netFormula(factors map[string]string) string {
	by := func(of, key string) string {
		if k := factors[key]; k != "" {
			return "(" + of + "*" + k + ")"
		}
		return of
	}
	const col = ":col}"
	p0 := "{segments.p0" + col
	if factors[risk.Natural] != "" {
		p0 = least(by(p0, risk.Natural))
	}
	p1 := least(p0 + "*(1+" + by("{segments.lift"+col, risk.Lift) + ")")
	return "SUMPRODUCT({segments.planned" + col + "*((" + p1 + "-" + p0 + ")*" + by("{segments.value"+col, risk.Value) + "-" + p1 + "*" + by("{segments.offer_cost"+col, risk.Offer) +
		"-" + by("{segments.contact_cost"+col, risk.Contact) + "))-IF({plan.value@contacts}>0," + by("{fixed_cost}", risk.Fixed) + ",0)"
}

// least is MIN(1, x) for each row of a column: MIN itself would take the whole column.
func least(x string) string { return "((1+" + x + "-ABS(1-" + x + "))/2)" }

// riskTable is what the draws say, and where the plan breaks even.
func (c *composer) riskTable() *Table {
	s := &c.r.Risk
	t := c.table("risk", "item:text", "value:money_", "note:text", "app:decimal4!", "check:int!")
	t.Columns[2].Width = 60
	add := func(key string, v any, kind Kind, digits int, formula string) {
		cell := TableCell{Value: cellOf(v).Value, Kind: kind, Digits: digits, Formula: formula}
		name, note := c.say("report.risk."+key, nil), ""
		if k := "report.risk." + key + ".note"; c.w.Has(k) {
			note = c.say(k, map[string]any{"draws": c.w.Int(int64(s.Draws)), "seed": s.Seed, "se": c.w.Percent(s.LossSE, 2)})
		}
		if kind == KindMoney {
			name = c.moneyHeader(name)
		}
		row := t.add(key, name, cell, note, nil, nil)
		if formula != "" && cell.Value != nil {
			row.Cells[3], row.Cells[4] = TableCell{Value: cell.Value}, differs("value")
		}
	}
	add("plan", c.r.Winback.Plan.Net, KindMoney, 0, netFormula(nil))
	add("loss", s.Loss, KindPercent, 1, "")
	add("q05", s.Low, KindMoney, 0, "")
	add("q50", s.Median, KindMoney, 0, "")
	add("q95", s.High, KindMoney, 0, "")
	add("mean", s.Mean, KindMoney, 0, "")
	add("expected", s.Expected, KindMoney, 0, "")
	even := func(driver string) string {
		zero := netFormula(map[string]string{driver: "0"})
		return "IF({risk.value@plan}>" + zero + ",-(" + zero + ")/({risk.value@plan}-(" + zero + ")),\"—\")"
	}
	add("even_lift", s.BreakEvenLift, KindPercent, 1, even(risk.Lift))
	add("even_value", s.BreakEvenValue, KindPercent, 1, even(risk.Value))
	var pairs []string
	for _, x := range risk.Correlations() {
		pairs = append(pairs, c.say("report.risk.pair", map[string]any{"a": c.label("risk.driver", x.A), "b": c.label("risk.driver", x.B), "value": c.w.Decimal(x.Value, 1)}))
	}
	t.add("correlation", c.say("report.risk.correlation", nil), TableCell{Value: c.say("report.source.assumed", nil), Kind: KindText}, strings.Join(pairs, c.say("report.say.limit.separator", nil)), nil, nil)
	return t
}

// tornadoTable moves one driver at a time to where it will rarely be beyond.
func (c *composer) tornadoTable() *Table {
	t := c.table("tornado", "driver:text", "shape:text", "source:text", "low:percent", "high:percent", "net_low:money", "net_high:money", "swing:money", "app:decimal4!", "check:int!")
	for _, key := range risk.Keys() { // in a fixed order: which swing is widest changes with the assumptions
		f := c.factor(key)
		source := "assumed"
		if f.Measured {
			source = "data"
		}
		typed := func(v float64) TableCell {
			return TableCell{Value: v, Kind: KindPercent, Digits: 1, Input: c.input(Input{High: 10})}
		}
		low, high := typed(f.Low), typed(f.High)
		if f.Key == risk.Natural { // follows from the counts of those in the plan
			low, high = live(f.Low, ofNatural("p0_low")), live(f.High, ofNatural("p0_high"))
		}
		t.add(f.Key, c.label("risk.driver", f.Key), c.label("risk.shape", f.Shape), c.label("source", source), low, high,
			live(f.NetLow, netFormula(map[string]string{f.Key: "{low}"})), live(f.NetHigh, netFormula(map[string]string{f.Key: "{high}"})),
			live(math.Abs(f.NetHigh-f.NetLow), "ABS({net_high}-{net_low})"), f.NetHigh, differs("net_high"))
	}
	return t
}

func (c *composer) factor(key string) risk.Factor {
	for _, f := range c.r.Risk.Factors {
		if f.Key == key {
			return f
		}
	}
	return risk.Factor{Key: key}
}

// ofNatural is the natural return at an end of its interval, as a factor over the plan.
func ofNatural(column string) string {
	total := "SUMPRODUCT({segments.planned:col}*{segments.p0:col})"
	return "IF(" + total + ">0,SUMPRODUCT({segments.planned:col}*{segments." + column + ":col})/" + total + ",1)"
}

// registerTable is the risk register; probability and impact may be typed.
func (c *composer) registerTable() *Table {
	t := c.table("risk_register", "risk:text", "chance:percent", "share:percent_", "amount:money", "expected:money", "owner:text", "mitigation:text", "source:text", "app:decimal4!", "check:int!")
	t.Columns[0].Width, t.Columns[6].Width = 40, 50
	for i := range c.r.Risk.Register {
		e := &c.r.Risk.Register[i]
		share := TableCell{}
		amount := TableCell{Value: float64(e.Amount), Kind: KindMoney, Input: c.input(Input{High: 1e12})}
		if e.Share > 0 {
			share = TableCell{Value: float64(e.Share), Kind: KindPercent, Digits: 1, Input: c.input(Input{High: 10})}
			amount = live(float64(e.Amount), "{share}*MAX(0,{ledger_statement.value@benefit})")
		}
		source := c.label("ledger.source", "user")
		if e.Author == "" {
			source = c.say("report.risk.example", nil)
		}
		chance := TableCell{Value: float64(e.Chance), Kind: KindPercent, Digits: 1, Input: c.input(Input{High: 1})}
		t.add(e.Key, c.spoken(e.Label), chance, share, amount, live(float64(e.Expected), "{chance}*{amount}"), c.spoken(e.Owner), c.spoken(e.Mitigation), joined(source, e.Author, e.Day), float64(e.Expected), differs("expected"))
	}
	return t
}

// spoken is a text in the reader's language; what a person typed has one for all.
func (c *composer) spoken(texts map[string]string) string {
	if s := texts[string(c.w.Lang())]; s != "" {
		return s
	}
	return texts[""]
}

// joined writes what is not empty.
func joined(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, " · ")
}

// sayRisk says how likely the plan loses money and what decides it.
func (c *composer) sayRisk() (Sentence, bool) {
	if c.r.Risk.Draws == 0 || len(c.r.Risk.Factors) == 0 {
		return Sentence{}, false
	}
	return c.sentence().ref("loss", "risk", "loss", "value").ref("low", "risk", "q05", "value").ref("high", "risk", "q95", "value").
		ref("driver", "tornado", c.r.Risk.Factors[0].Key, "driver").end("risk", "report.say.risk")
}

// tornado draws the net with one driver moved at a time, widest swing on top.
func (g *gallery) tornado() Chart {
	s := &g.r.Risk
	if s.Draws == 0 {
		return Chart{}
	}
	c := g.new("tornado", ChartDots, map[string]any{"driver": labelOf(g.w, "risk.driver", s.Factors[0].Key), "loss": g.w.Percent(s.Loss, 1)})
	series := Series{Name: g.w.Say("report.chart.tornado.series", nil), Tone: ToneAccent}
	for i := range s.Factors {
		f := &s.Factors[i]
		c.Categories = append(c.Categories, labelOf(g.w, "risk.driver", f.Key))
		series.Y = append(series.Y, g.r.Winback.Plan.Net)
		series.Low, series.High = append(series.Low, math.Min(f.NetLow, f.NetHigh)), append(series.High, math.Max(f.NetLow, f.NetHigh))
	}
	c.Unit, c.Series = UnitMoney, []Series{series}
	c.References = []Reference{{Value: 0, Label: g.w.Say("report.chart.tornado.zero", nil)}}
	return c
}
