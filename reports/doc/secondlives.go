package doc

import (
	"strconv"
	"strings"

	"huiliu/engine"
	"huiliu/engine/secondlife"
)

// secondSheet is the ledger of customers who came back.
func (c *composer) secondSheet() (Sheet, bool) {
	r, a := &c.r.SecondLives, &c.r.Attempts
	if r.Lives == 0 && a.Customers == 0 {
		return Sheet{}, false
	}
	s := c.sheet("second_lives")
	if a.Customers > 0 {
		s.Blocks = append(s.Blocks, tableBlock(c.attemptTable()), tableBlock(c.attemptBands()))
	}
	if r.Lives > 0 {
		s.Blocks = append(s.Blocks, c.chart(ChartRef{Key: "second_lives", Kind: ChartLine, Table: "second_survival", X: "day", Series: []ChartColumn{{"share", ToneAccent}}})...)
		s.Blocks = append(s.Blocks, tableBlock(c.secondGroups()), tableBlock(c.secondSurvival()))
		if len(r.Again.Ends) > 0 {
			s.Blocks = append(s.Blocks, tableBlock(c.secondCauses()))
		}
		if c.lists {
			s.Blocks = append(s.Blocks, tableBlock(c.secondRows()))
		}
	}
	return s, true
}

// offerName is how a group of second lives is called.
func (c *composer) offerName(g *secondlife.Group) string {
	switch {
	case !g.Contact:
		return c.say("report.second.alone", nil)
	case g.Offer == "":
		return c.say("report.second.contact", nil)
	}
	return g.Offer
}

func (c *composer) secondGroups() *Table {
	r := &c.r.SecondLives
	t := c.table("second_groups", "offer:text", "lives:int", "ended:int", "median:int", "revenue:money", "low:money", "high:money", "half:money", "half_base:int", "cost:money")
	add := func(key, name string, g *secondlife.Group) {
		t.add(key, name, g.Lives, g.Ended, g.Median, g.Revenue, g.Low, g.High, g.Half, g.HalfBase, g.Cost)
	}
	for i := range r.Groups {
		add(itoa(i+1), c.offerName(&r.Groups[i]), &r.Groups[i])
	}
	if len(r.Groups) > 1 {
		add("all", c.say("common.total", nil), &r.All)
	}
	if r.P.Defined() {
		p := "= " + c.w.Decimal(float64(r.P), 3)
		if r.P < 0.0005 {
			p = "< " + c.w.Decimal(0.001, 3) // never 0.000
		}
		t.Note += c.say("report.note.second_groups.test", map[string]any{"p": p})
	}
	return t
}

// secondSurvival is the share of second lives that last, for all and by group.
func (c *composer) secondSurvival() *Table {
	r := &c.r.SecondLives
	t := c.table("second_survival", "offer:text", "day:int", "share:percent", "low:percent", "high:percent", "at_risk:int")
	add := func(key, name string, g *secondlife.Group) {
		for _, m := range g.At {
			if m.AtRisk < engine.SmallBase {
				continue
			}
			t.add(key+"/"+itoa(m.Days), name, int64(m.Days), m.Share, m.Low, m.High, m.AtRisk)
		}
	}
	add("all", c.say("common.total", nil), &r.All)
	if len(r.Groups) > 1 {
		for i := range r.Groups {
			add(itoa(i+1), c.offerName(&r.Groups[i]), &r.Groups[i])
		}
	}
	return t
}

// secondCauses says what the losses before and after a second life are associated with.
func (c *composer) secondCauses() *Table {
	a := &c.r.SecondLives.Again
	t := c.table("second_causes", "cause:text", "lives:int", "ended:int", "again:int", "known:int", "same:percent", "low:percent", "high:percent", "ends:int", "remark:text")
	var days []string
	for _, d := range a.Days {
		days = append(days, d.String())
	}
	t.Note = c.say("report.note.second_causes", map[string]any{"days": strings.Join(days, ", "), "known": c.w.Int(a.Known)})
	ends, listed := map[string]int64{}, map[string]bool{}
	for _, e := range a.Ends {
		ends[e.Cause] = e.Lives
	}
	for _, b := range a.Causes {
		listed[b.Cause] = true
		v := rateCells(b.Same)
		t.add(b.Cause, c.causeName(b.Cause), b.Lives, b.Ended, b.Same.Events, b.Same.Base, v[0], v[1], v[2], ends[b.Cause], c.remark(b.Same))
	}
	for _, e := range a.Ends {
		if !listed[e.Cause] {
			t.add(e.Cause, c.causeName(e.Cause), int64(0), int64(0), int64(0), int64(0), nil, nil, nil, e.Lives, "")
		}
	}
	v := rateCells(a.Same)
	t.add("all", c.say("common.total", nil), nil, nil, a.Same.Events, a.Same.Base, v[0], v[1], v[2], a.Known, c.remark(a.Same))
	return t
}

// shownLives is how many lives are printed; the others are folded, and listedLives kept.
const (
	shownLives  = 20
	listedLives = 2000
)

func (c *composer) secondRows() *Table {
	r := &c.r.SecondLives
	t := c.table("second_rows", "customer:id", "number:int", "first:day", "ended:day", "silence:int", "purchase_days:int", "revenue:money", "offer:text")
	for i, l := range r.Rows[:min(len(r.Rows), listedLives)] {
		g := secondlife.Group{Offer: l.Offer, Contact: l.Contact}
		t.add(itoa(i+1), l.CustomerID, int64(l.Number)+1, l.First, dayCell(l.Ended), int64(l.Silence), l.Days, l.Revenue.Float(), c.offerName(&g))
	}
	t.foldAfter(shownLives)
	return t
}

func (c *composer) attemptTable() *Table {
	a := &c.r.Attempts
	t := c.table("attempts", "item:text", "value:text", "note:text")
	t.Columns[2].Width = 60
	add := func(key string, value TableCell, note string) {
		t.add(key, c.say("report.attempt."+key, nil), value, note)
	}
	add("customers", TableCell{Value: a.Customers, Kind: KindInt}, "")
	add("returned", TableCell{Value: a.Returned.Events, Kind: KindInt}, "")
	add("rate", TableCell{Value: number(a.Returned.Value), Kind: KindPercent, Digits: 1}, c.interval(a.Returned))
	if a.PerReturn.Defined() {
		add("offers", TableCell{Value: number(a.Offers), Kind: KindMoney}, "")
		add("per_return", TableCell{Value: number(a.PerReturn), Kind: KindMoney}, c.say("report.attempt.per_return.note", nil))
	}
	if a.Value.Defined() {
		add("value", TableCell{Value: number(a.Total), Kind: KindMoney}, "")
		add("value_each", TableCell{Value: number(a.Value), Kind: KindMoney}, c.say("report.attempt.value_each.note",
			map[string]any{"low": c.w.Money(float64(a.Low), c.d.Currency), "high": c.w.Money(float64(a.High), c.d.Currency)}))
	}
	if a.Median.Defined() {
		note := ""
		if a.Assumed {
			note = c.say("report.attempt.median.note", nil)
		}
		add("median", TableCell{Value: number(a.Median), Kind: KindInt}, note)
	}
	return t
}

func (c *composer) interval(r engine.Rate) string {
	if !r.Low.Defined() {
		return ""
	}
	return c.say("report.attempt.interval", map[string]any{"low": c.w.Percent(float64(r.Low), 1), "high": c.w.Percent(float64(r.High), 1)})
}

func (c *composer) attemptBands() *Table {
	t := c.table("attempt_bands", "by:text", "band:text", "customers:int", "returned:int", "rate:percent", "low:percent", "high:percent", "value:money", "remark:text")
	for _, by := range c.r.Attempts.Bands {
		for k, b := range by.Bands {
			v := rateCells(b.Rate)
			t.add(by.By+"/"+itoa(k), c.say("report.attempt.by."+by.By, nil), bandRange(by.Bands, k), b.Rate.Base, b.Rate.Events, v[0], v[1], v[2], b.Value, c.remark(b.Rate))
		}
	}
	return t
}

// bandRange writes "60–120", the last one "≥ 180".
func bandRange(list []secondlife.Band, k int) string {
	show := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	if !list[k].To.Defined() {
		return "≥ " + show(list[k].From)
	}
	return show(list[k].From) + "–" + show(float64(list[k].To))
}

// saySecond says how long returns last, or what a table of attempts tells.
func (c *composer) saySecond() (Sentence, bool) {
	if c.r.Attempts.Customers > 0 {
		return c.sentence().ref("customers", "attempts", "customers", "value").ref("returned", "attempts", "returned", "value").
			ref("rate", "attempts", "rate", "value").end("second_lives", "report.say.attempts")
	}
	if c.r.SecondLives.Lives == 0 {
		return Sentence{}, false
	}
	s := c.sentence().ref("lives", "second_groups", c.secondKey(), "lives").ref("ended", "second_groups", c.secondKey(), "ended").
		ref("revenue", "second_groups", c.secondKey(), "revenue")
	s.word("lasting", s.part("report.say.second.lasting", "_180", map[string][3]string{"day": {"second_survival", "all/180", "day"}, "share": {"second_survival", "all/180", "share"}}))
	return s.end("second_lives", "report.say.second")
}

// secondKey is the row of all groups.
func (c *composer) secondKey() string {
	if len(c.r.SecondLives.Groups) > 1 {
		return "all"
	}
	return "1"
}

// secondLives draws how second lives last, together and by offer.
func (g *gallery) secondLives() Chart {
	r := &g.r.SecondLives
	if r.Lives < engine.SmallBase {
		return Chart{}
	}
	c := g.new("second_lives", ChartLine, map[string]any{"lives": g.w.Int(r.Lives), "ended": g.w.Int(r.All.Ended)})
	c.Unit, c.XUnit = UnitPercent, UnitCount
	add := func(name string, tone Tone, of *secondlife.Group) {
		s := Series{Name: name, Tone: tone, X: []float64{0}, Y: []float64{1}}
		for _, m := range of.At {
			if m.AtRisk >= engine.SmallBase && m.Share.Defined() {
				s.X, s.Y = append(s.X, float64(m.Days)), append(s.Y, float64(m.Share))
			}
		}
		if len(s.X) > 1 {
			c.Series = append(c.Series, s)
		}
	}
	add(g.w.Say("common.total", nil), ToneAccent, &r.All)
	if len(r.Groups) > 1 {
		for i := range r.Groups[:min(len(r.Groups), shownGroups)] {
			k := &composer{r: g.r, w: g.w}
			add(k.offerName(&r.Groups[i]), ToneAuto, &r.Groups[i])
		}
	}
	return c
}

// shownGroups is how many curves a picture has room for.
const shownGroups = 4

// attempts draws the return rate by days since leaving.
func (g *gallery) attempts() Chart {
	for _, by := range g.r.Attempts.Bands {
		if by.By != "lapse_days" {
			continue
		}
		c := g.new("attempts", ChartBars, map[string]any{"rate": g.w.Percent(float64(g.r.Attempts.Returned.Value), 1)})
		s := Series{Name: g.w.Say("report.chart.attempts.series", nil), Tone: ToneAccent}
		for k := range by.Bands {
			c.Categories = append(c.Categories, bandRange(by.Bands, k))
			s.addRate(float64(k), by.Bands[k].Rate)
		}
		c.Unit, c.Digits, c.Series = UnitPercent, 1, []Series{s}
		return c
	}
	return Chart{}
}
