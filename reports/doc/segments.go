package doc

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/describe"
	"huiliu/engine/roster"
	"huiliu/engine/segment"
)

func itoa(n int) string { return strconv.Itoa(n) }

// segmentSheet says who the customers are and who left.
func (c *composer) segmentSheet() (Sheet, bool) {
	s := c.sheet("segments")
	if c.r.RFM.Total > 0 {
		s.Blocks = append(s.Blocks, c.chart(ChartRef{Key: "rfm", Kind: ChartBarH, Table: "rfm", X: "class", Series: []ChartColumn{{"customers", ToneAccent}}})...)
		s.Blocks = append(s.Blocks, tableBlock(c.rfmTable()), tableBlock(c.rfmRule()))
	}
	if c.r.Movement.Total > 0 {
		s.Blocks = append(s.Blocks, tableBlock(c.movementTable()))
	}
	if seg := &c.r.Segments; seg.Tiers.Total > 0 {
		s.Blocks = append(s.Blocks, tableBlock(c.moves("movement_value", &seg.Tiers, "segment.tier.", roster.TierMove)), tableBlock(c.moves("movement_rfm", &seg.Classes, "rfm.", roster.ClassMove)),
			tableBlock(c.scoreTable()), tableBlock(c.concentrationTable()))
	}
	d := &c.r.Describe
	for _, g := range []struct {
		key    string
		groups []describe.Group
	}{{"time_bands", d.TimeBands}, {"value_tiers", d.ValueTiers}, {"stages", d.Stages}} {
		if len(g.groups) > 0 {
			s.Blocks = append(s.Blocks, tableBlock(c.groupTable(g.key, g.groups)))
		}
	}
	if t := c.attributeTable(); len(t.Rows) > 0 {
		s.Blocks = append(s.Blocks, tableBlock(t))
	}
	return s, len(s.Blocks) > 0
}

func (c *composer) rfmTable() *Table {
	t := c.table("rfm", "class:text", "r:text", "f:text", "m:text", "customers:int", "customer_share:percent", "amount:money", "amount_share:percent", "lost:int", "lost_rate:percent", "median:int")
	mark := func(high bool) string {
		if high {
			return c.say("report.rfm.high", nil)
		}
		return c.say("report.rfm.low", nil)
	}
	for i, k := range c.r.RFM.Classes {
		var median any
		if i < len(c.r.Segments.Median) {
			median = c.r.Segments.Median[i]
		}
		lost := TableCell{}
		if k.Customers >= 30 {
			lost = TableCell{Value: share(float64(k.Lost), float64(k.Customers)), Formula: "{lost}/{customers}"}
		}
		t.add(k.Class, c.label("rfm", k.Class), mark(k.R), mark(k.F), mark(k.M), counted(k.Customers, group(roster.RFM, k.Class, "")),
			ratio("customers", float64(k.Customers), float64(c.r.RFM.Total)), k.Amount,
			ratio("amount", k.Amount.Float(), c.r.RFM.Amount.Float()), counted(k.Lost, group(roster.RFM, k.Class, "lost")), lost, median)
	}
	t.total(c.say("common.total", nil), "customers", "amount", "lost")
	return t
}

// movementTable is the life cycle at two days: rows then, columns now.
func (c *composer) movementTable() *Table {
	m := &c.r.Movement
	columns := []string{"state:text", "customers:int"}
	for _, state := range segment.StateKeys[1:] {
		columns = append(columns, state+":int")
	}
	t := c.table("movement", append(columns, "lost_rate:percent")...)
	t.Note = c.say("report.note.movement", map[string]any{"from": m.From.String(), "to": m.To.String(), "window": c.r.Definition.WindowDays, "half": c.r.Definition.WindowDays / 2})
	for _, r := range m.Rows {
		values := []any{c.say("segment.state."+r.State, nil), counted(r.Customers, group(roster.Movement, r.State, ""))}
		for i, n := range r.To[1:] {
			values = append(values, counted(n, group(roster.Movement, r.State, segment.StateKeys[i+1])))
		}
		lost := TableCell{}
		if r.Customers >= engine.SmallBase {
			lost = TableCell{Value: share(float64(r.To[len(r.To)-1]), float64(r.Customers)), Formula: "{lost}/{customers}"}
		}
		t.add(r.State, append(values, lost)...)
	}
	t.total(c.say("common.total", nil), append([]string{"customers"}, segment.StateKeys[1:]...)...)
	return t
}

// moves is who was where at two days: rows then, columns now.
func (c *composer) moves(key string, m *segment.Movement, area, of string) *Table {
	columns := []string{"state:text", "customers:int"}
	for _, state := range m.States[1:] {
		columns = append(columns, state+":int")
	}
	t := c.table(key, columns...)
	t.Note = c.say("report.note."+key, map[string]any{"from": m.From.String(), "to": m.To.String()})
	name := func(state string) string {
		if state == segment.StateNotYet {
			return c.say("segment.state."+state, nil)
		}
		return c.say(area+state, nil)
	}
	for j, state := range m.States[1:] {
		t.Columns[2+j].Header = name(state)
	}
	for _, r := range m.Rows {
		values := []any{name(r.State), counted(r.Customers, group(of, r.State, ""))}
		for j, n := range r.To[1:] {
			values = append(values, counted(n, group(of, r.State, m.States[j+1])))
		}
		t.add(r.State, values...)
	}
	t.total(c.say("common.total", nil), append([]string{"customers"}, m.States[1:]...)...)
	return t
}

// scoreTable is the customers by quintile score of R, F and M.
func (c *composer) scoreTable() *Table {
	t := c.table("rfm_scores", "item:text", "score1:int", "score2:int", "score3:int", "score4:int", "score5:int", "cuts:text")
	for _, d := range c.r.Segments.Scores.Dimensions {
		cuts := make([]string, len(d.Cuts))
		for i, v := range d.Cuts {
			cuts[i] = c.w.Decimal(v, 0)
		}
		t.add(d.Key, c.say("report.rfm.dimension."+d.Key, nil), d.Customers[1], d.Customers[2], d.Customers[3], d.Customers[4], d.Customers[5],
			strings.Join(cuts, " · "))
	}
	return t
}

func (c *composer) concentrationTable() *Table {
	t := c.table("concentration", "top:percent0", "customers:int", "revenue_share:percent")
	for i, top := range c.r.Segments.Top {
		t.add(itoa(i), top.Share, top.Customers, top.Revenue)
	}
	return t
}

func (c *composer) rfmRule() *Table {
	t := c.table("rfm_rule", "item:text", "value:decimal2", "note:text")
	for _, e := range []struct {
		key  string
		v    float64
		kind Kind
	}{{"recency", c.r.RFM.Recency, KindDecimal}, {"frequency", c.r.RFM.Freq, KindDecimal}, {"money", c.r.RFM.Money, KindMoney}} {
		t.add(e.key, c.say("report.rfm."+e.key, nil), TableCell{Value: float(e.v), Kind: e.kind, Digits: 1}, c.say("report.rfm."+e.key+".note", nil))
	}
	return t
}

func (c *composer) groupTable(key string, groups []describe.Group) *Table {
	t := c.table(key, "group:text", "range:text", "customers:int", "customer_share:percent", "revenue:money", "margin:money", "margin_share:percent")
	if c.r.Contractual() && key != "value_tiers" {
		t.Title = c.say("report.table."+key+".contract", nil)
	}
	var customers int64
	var revenue float64
	for _, g := range groups {
		customers += g.Customers
		revenue += g.Revenue.Float()
	}
	for _, g := range groups {
		t.add(g.Key, c.label("describe.group", g.Key), c.groupRange(key, g), counted(g.Customers, group(roster.Lost, lostPartitions[key], g.Key)), ratio("customers", float64(g.Customers), float64(customers)),
			c.lostRevenue(g.Revenue), c.marginCell("revenue", g.Revenue), ratio("revenue", g.Revenue.Float(), revenue))
	}
	t.total(c.say("common.total", nil), "customers", "revenue", "margin")
	return t
}

// lostPartitions names the partitions of the lost customers by their tables.
var lostPartitions = map[string]string{"time_bands": "time", "value_tiers": "value", "stages": "stage"}

// groupRange says the bounds of a class.
func (c *composer) groupRange(table string, g describe.Group) string {
	if g.Low == 0 && g.High == 0 {
		return ""
	}
	number := func(v float64) string { return c.w.Decimal(v, 0) }
	if table == "value_tiers" {
		number = func(v float64) string { return c.w.Money(v, c.d.Currency) }
	}
	if c.r.Contractual() && table != "value_tiers" {
		table = "tenure"
	}
	if table == "time_bands" && c.r.Definition.Rule == churn.RuleRhythm { // multiples of what each customer's silence may last
		table = "time_times"
		g.Low, g.High = g.Low/float64(c.r.Definition.WindowDays), g.High/float64(c.r.Definition.WindowDays)
	}
	args := map[string]any{"from": number(g.Low), "to": number(g.High)}
	switch {
	case g.High == 0:
		return c.say("report.bounds."+table+".from", args)
	case g.Low == 0:
		return c.say("report.bounds."+table+".to", args)
	}
	return c.say("report.bounds."+table+".both", args)
}

func (c *composer) attributeTable() *Table {
	printed := c.printedAttributes()
	t := c.table("attributes", "attribute:text", "level:text", "events:int", "base:int", "rate:percent_", "low:percent", "high:percent", "remark:text")
	for i := range c.r.Describe.Attributes {
		a := &c.r.Describe.Attributes[i]
		name := attributeLabel(c.w, a)
		whole := c.levelRow(t, a.Name+"/*", name, describe.Level{Label: c.say("report.attribute.all", nil), Rate: a.All})
		whole.Cells[2].Group, whole.Cells[3].Group = ratePart("churned"), ratePart("active")
		for j, l := range a.Levels {
			row := c.levelRow(t, a.Name+"/"+l.Label, name, l)
			row.Minor = j >= printedLevels
			row.Cells[2].Group, row.Cells[3].Group = group(roster.Gone, itoa(i), itoa(j)), group(roster.Attribute, itoa(i), itoa(j))
		}
		for j := len(t.Rows) - 1 - len(a.Levels); j < len(t.Rows) && !printed[a.Name]; j++ {
			t.Rows[j].Minor = true
		}
	}
	t.Group = true
	return t
}

// What is printed of the attributes: those that differ most, and their first levels;
// the rest is folded.
const (
	printedAttributes = 8
	printedLevels     = 6
)

func (c *composer) printedAttributes() map[string]bool {
	list := slices.Clone(c.r.Describe.Attributes)
	slices.SortStableFunc(list, func(a, b describe.Attribute) int { return cmp.Compare(b.Spread, a.Spread) })
	out := map[string]bool{}
	for i := range list[:min(len(list), printedAttributes)] {
		out[list[i].Name] = true
	}
	return out
}

func (c *composer) levelRow(t *Table, key, attribute string, l describe.Level) *Row {
	v := rateCells(l.Rate)
	return t.add(key, attribute, levelLabel(c.w, &l), l.Rate.Events, l.Rate.Base, v[0], v[1], v[2], c.remark(l.Rate))
}
