package doc

import (
	"math"

	"huiliu/engine"
	"huiliu/engine/bridge"
	"huiliu/engine/roster"
)

// bridgeSheet explains the change of net revenue between two periods.
func (c *composer) bridgeSheet() (Sheet, bool) {
	b := &c.r.Bridge
	if len(b.Parts) == 0 {
		return Sheet{}, false
	}
	s := c.sheet("bridge")
	s.Blocks = append(s.Blocks, c.chart(ChartRef{Key: "bridge", Kind: ChartBars, Table: "bridge", X: "part", Stacked: true,
		Series: []ChartColumn{{"gain", ToneGood}, {"loss", ToneWarning}}})...)
	s.Blocks = append(s.Blocks, tableBlock(c.bridgeTable()), tableBlock(c.periodTable()))
	if len(b.Movers) > 0 {
		s.Blocks = append(s.Blocks, tableBlock(c.moverTable()))
	}
	return s, true
}

// bridgeTable is the parts; they add up to the change of the two periods.
func (c *composer) bridgeTable() *Table {
	b := &c.r.Bridge
	t := c.table("bridge", "part:text", "amount:money", "share:percent", "customers:int", "meaning:text", "gain:money!", "loss:money!")
	t.Columns[4].Width = 44
	for _, p := range shownParts(b) {
		v := p.Amount.Float()
		t.add(p.Key, c.say("bridge.part."+p.Key, nil), p.Amount, p.Share, counted(p.Customers, group(roster.Bridge, p.Key, "")), c.say("bridge.part."+p.Key+".meaning", nil),
			TableCell{Value: math.Max(v, 0), Formula: "MAX({amount},0)"}, TableCell{Value: math.Min(v, 0), Formula: "MIN({amount},0)"})
	}
	t.total(c.say("report.bridge.change", nil), "amount")
	return t
}

// shownParts leaves out what the data cannot tell: prices without quantities,
// discounts without discounts.
func shownParts(b *bridge.Result) []bridge.Part {
	var out []bridge.Part
	for _, p := range b.Parts {
		if p.Amount == 0 && p.Customers == 0 && (p.Key == bridge.Price || p.Key == bridge.Discount) {
			continue
		}
		out = append(out, p)
	}
	return out
}

func (c *composer) periodTable() *Table {
	b := &c.r.Bridge
	t := c.table("bridge_periods", "period:text", "first:day", "last:day", "customers:int", "purchase_days:int", "sales:money", "refunds:money", "net:money", "change:percent")
	add := func(key string, p bridge.Totals, change engine.Number) {
		cell := TableCell{Value: ""}
		if change.Defined() {
			cell = cellOf(change)
		}
		t.add(key, c.say("report.bridge."+key, nil), p.From+1, p.To, counted(p.Customers, group(roster.Bridge, key, "")), p.Days, p.Sales, p.Refunds, p.Net, cell)
	}
	add("before", b.Before, engine.Undefined())
	add("after", b.After, b.ChangeShare)
	t.Note = c.say("report.note.bridge_periods."+b.Basis, nil)
	return t
}

func (c *composer) moverTable() *Table {
	t := c.table("bridge_customers", "part:text", "customer:id", "amount:money")
	for i, m := range c.r.Bridge.Movers {
		t.add(itoa(i+1), c.say("bridge.part."+m.Part, nil), m.CustomerID, m.Amount)
		t.Rows[i].Minor = i > 0 && i%10 > 4
	}
	t.Group = true
	return t
}

// largestPart is the part with the largest amount of the sign of the change.
func largestPart(b *bridge.Result) (bridge.Part, bool) {
	var top bridge.Part
	for _, p := range b.Parts {
		if (p.Amount > 0) == (b.Change > 0) && max(p.Amount, -p.Amount) > max(top.Amount, -top.Amount) {
			top = p
		}
	}
	return top, top.Key != ""
}

func (c *composer) sayBridge() (Sentence, bool) {
	b := &c.r.Bridge
	top, ok := largestPart(b)
	if len(b.Parts) == 0 || !ok || b.Change == 0 {
		return Sentence{}, false
	}
	direction := "up"
	if b.Change < 0 {
		direction = "down"
	}
	s := c.sentence().ref("before", "bridge_periods", "before", "net").ref("after", "bridge_periods", "after", "net")
	s.ref("first", "bridge_periods", "after", "first").ref("last", "bridge_periods", "after", "last")
	s.word("basis", c.say("report.bridge.basis."+b.Basis, nil))
	s.word("part", c.say("bridge.part."+top.Key, nil)).ref("amount", "bridge", top.Key, "amount").ref("customers", "bridge", top.Key, "customers")
	s.word("change", s.part("report.bridge.by."+direction, "", map[string][3]string{"share": {"bridge_periods", "after", "change"}}))
	return s.end("bridge", "report.say.bridge."+direction)
}

// bridge draws the parts as steps from one net revenue to the other.
func (g *gallery) bridge() Chart {
	b := &g.r.Bridge
	if len(b.Parts) == 0 {
		return Chart{}
	}
	template := "bridge"
	args := map[string]any{"before": g.money(b.Before.Net.Float()), "after": g.money(b.After.Net.Float())}
	if top, ok := largestPart(b); ok {
		template = "bridge.finding"
		args["part"], args["amount"] = g.w.Say("bridge.part."+top.Key, nil), g.money(top.Amount.Float())
	}
	c := g.new("bridge", ChartBars, args)
	c.Title = g.w.Say("report.chart."+template, args)
	s := Series{Name: g.w.Say("report.chart.bridge.series", nil), Base: []float64{}}
	level := 0.0
	add := func(name string, base, v float64, tone Tone, customers int64, key string) {
		c.Categories = append(c.Categories, name)
		s.Count, s.Groups = append(s.Count, float64(customers)), append(s.Groups, group(roster.Bridge, key, ""))
		s.Base, s.Y, s.Tones, s.Labels = append(s.Base, base), append(s.Y, v), append(s.Tones, tone), append(s.Labels, g.money(v))
	}
	add(g.w.Say("report.bridge.before", nil), 0, b.Before.Net.Float(), ToneNeutral, b.Before.Customers, bridge.BeforePeriod)
	level = b.Before.Net.Float()
	for _, p := range shownParts(b) {
		tone := ToneGood
		if p.Amount < 0 {
			tone = ToneWarning
		}
		add(g.w.Say("bridge.part."+p.Key, nil), level, p.Amount.Float(), tone, p.Customers, p.Key)
		level += p.Amount.Float()
	}
	add(g.w.Say("report.bridge.after", nil), 0, b.After.Net.Float(), ToneNeutral, b.After.Customers, bridge.AfterPeriod)
	c.Unit, c.Series = UnitMoney, []Series{s}
	return c
}
