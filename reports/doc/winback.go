package doc

import (
	"strconv"

	"huiliu/engine/risk"
	"huiliu/engine/winback"
)

// winbackSheet is the decision as live formulas over the assumptions.
func (c *composer) winbackSheet() (Sheet, bool) {
	k := &c.r.Winback
	if k.Skipped != "" {
		return Sheet{}, false // the page of methods says why
	}
	s := c.sheet("winback", paragraph(c.say("report.winback.how", nil)))
	if len(k.Budget) > 0 {
		s.Blocks = append(s.Blocks, c.chart(ChartRef{Key: "budget", Kind: ChartLine, Table: "budget", X: "spend", Series: []ChartColumn{{"net", ToneAccent}}, Beside: true})...)
		s.Blocks = append(s.Blocks, tableBlock(c.planTable()))
		s.Blocks = append(s.Blocks, tableBlock(c.budgetTable()))
	}
	return s, true
}

// offerSheet is the sums behind the decision: every segment with every offer, and how
// many come back by themselves.
func (c *composer) offerSheet() (Sheet, bool) {
	k := &c.r.Winback
	if k.Skipped != "" || len(k.Segments)+len(k.Natural) == 0 {
		return Sheet{}, false
	}
	s := c.sheet("offers")
	if len(k.Segments) > 0 {
		s.Blocks = append(s.Blocks, tableBlock(c.offerTable()))
	}
	if len(k.Natural) > 0 {
		s.Blocks = append(s.Blocks, tableBlock(c.naturalTable()))
	}
	return s, true
}

func (c *composer) silence(band string) string      { return bandLabel(c.w, "silence", band) }
func (c *composer) purchaseDays(band string) string { return bandLabel(c.w, "purchase_days", band) }

func (c *composer) naturalTable() *Table {
	t := c.table("natural", "silence:text", "purchase_days:text", "rate:percent", "low:percent", "high:percent", "events:int", "base:int", "remark:text")
	for _, n := range c.r.Winback.Natural {
		v := rateCells(n.Rate)
		t.add(n.Silence+"/"+n.PurchaseDays, c.silence(n.Silence), c.purchaseDays(n.PurchaseDays), v[0], v[1], v[2], n.Rate.Events, n.Rate.Base, c.remark(n.Rate))
	}
	return t
}

// tolerance is the agreement demanded between a formula and the program.
const tolerance = "0.000000001"

// differs is 1 when a formula's value is not the program's.
func differs(column string) TableCell {
	return TableCell{Value: int64(0), Formula: "IF(ABS({" + column + "}-{app})<=" + tolerance + "*MAX(1,ABS({app})),0,1)"}
}

func segmentKey(silence, purchaseDays, offer string) string {
	return silence + "/" + purchaseDays + "/" + offer
}

// offerTable computes every segment × offer from the data cells and the assumptions.
func (c *composer) offerTable() *Table {
	t := c.table("segments", "silence:text", "purchase_days:text", "offer:text", "customers:int", "p0:percent2", "revenue:money", "p1:percent2", "value:money",
		"profit:money", "cost:money", "net:money", "roi:percent", "break_even:percent2", "incremental:decimal1", "cost_per_inc:money", "best:text", "naive_roi:percent",
		"remark:text", "segment:text!", "score:decimal4!", "is_best:int!", "is_first:int!", "rank:int!", "first_cost:decimal4!", "first_profit:decimal4!", "first_p1:decimal4!", "first_row:int!", "up_score:decimal4!", "up_rank:int!", "index:int!", "planned:int!", "lift:decimal4!", "offer_cost:decimal4!", "contact_cost:decimal4!", "p0_low:decimal4!", "p0_high:decimal4!", "app:decimal4!", "check:int!")
	for _, key := range []string{"cost", "cost_per_inc", "naive_roi"} {
		t.Columns[t.ColumnIndex(key)].Minor = true
	}
	places, each := c.places(), perContact(&c.r.Winback.Assumptions)
	yes := c.say("report.best", nil)
	for i := range c.r.Winback.Segments {
		g := &c.r.Winback.Segments[i]
		remark := ""
		if g.Pooled {
			remark = c.say("report.remark.pooled", nil)
		}
		best, isBest := "", int64(0)
		if g.Best {
			best, isBest = yes, 1
		}
		d, f, lift := offerCell(g.Offer, "offer_cost"), offerCell(g.Offer, "contact_cost"), offerCell(g.Offer, "lift")
		t.add(segmentKey(g.Silence, g.PurchaseDays, g.Offer), c.silence(g.Silence), c.purchaseDays(g.PurchaseDays), c.label("offer", g.Offer), g.Customers, g.P0, g.Revenue,
			live(g.P1, "MIN(1,{p0}*(1+"+lift+"))"),
			live(g.Value, "{revenue}*{margin_rate}*(1-{cannibalised})/(1+{discount_rate})^({horizon_days}/730)"),
			live(g.Profit, "({p1}-{p0})*{value}-{p1}*"+d+"-"+f),
			live(g.Cost, "{p1}*"+d+"+"+f),
			live(g.Net, "{customers}*{profit}"),
			live(g.ROI, "IF({cost}>0,{profit}/{cost},\"—\")"),
			live(g.BreakEven, "IF({value}>"+d+",({p0}*{value}+"+f+")/({value}-"+d+"),\"—\")"),
			live(g.Incremental, "{customers}*({p1}-{p0})"),
			live(g.CostPerInc, "IF({p1}>{p0},{cost}/({p1}-{p0}),\"—\")"),
			live(best, "IF({is_best}=1,\""+yes+"\",\"\")"),
			live(g.NaiveROI, "IF({cost}>0,({p1}*{value}-{cost})/{cost},\"—\")"),
			remark, g.Silence+"/"+g.PurchaseDays,
			live(score(g.Profit, g.Cost, each), "IF({cost}+"+perContactFormula+">0,{profit}/({cost}+"+perContactFormula+"),IF({profit}>0,1E+300,-1E+300))"),
			live(isBest, topOf("profit")), live(places[i].first, topOf("score")),
			live(places[i].rank, rankOf("is_first", "score")),
			live(places[i].cost, firstOf("cost")), live(places[i].profit, firstOf("profit")), live(places[i].p1, firstOf("p1")), live(places[i].row, firstOf("index")),
			live(places[i].upScore, "IF(AND({is_best}=1,{cost}>{first_cost}),({profit}-{first_profit})/({cost}-{first_cost}),-1E+300)"),
			live(places[i].upRank, rankOf("is_best", "up_score")),
			int64(i+1),
			live(g.Planned, "SUMPRODUCT(({budget.row:col}={index})*{budget.contacts:col})-SUMPRODUCT(({budget.from_row:col}={index})*{budget.contacts:col})"),
			live(c.offerFigures(g.Offer)[0], lift), live(c.offerFigures(g.Offer)[1], d), live(c.offerFigures(g.Offer)[2], f),
			risk.Beta(g.Natural.Events, g.Natural.Base)(0.05), risk.Beta(g.Natural.Events, g.Natural.Base)(0.95),
			g.Net, differs("net"))
	}
	return t
}

func offerCell(offer, what string) string { return "{" + offerName(offer, what) + "}" }

// free is the score of what takes nothing scarce, as in winback.Compute.
const free = 1e300

// perContact is the money there is for each contact that may be made.
func perContact(a *winback.Assumptions) float64 {
	if a.ContactCap <= 0 {
		return 0
	}
	return max(0, float64(a.Budget-a.FixedCost)) / float64(a.ContactCap)
}

// perContactFormula is perContact over the assumption cells.
const perContactFormula = "IF({contact_cap}>0,MAX(0,{budget}-{fixed_cost})/{contact_cap},0)"

// score is what the budget's order goes by, as winback.Compute defines it.
func score(profit, cost, each float64) float64 {
	switch {
	case cost+each > 0:
		return profit / (cost + each)
	case profit > 0:
		return free
	}
	return -free
}

// offerFigures are lift, offer cost and contact cost of an offer.
func (c *composer) offerFigures(offer string) [3]float64 {
	for _, o := range c.r.Winback.Assumptions.Offers {
		if o.Key == offer {
			return [3]float64{float64(o.Lift), float64(o.OfferCost), float64(o.ContactCost)}
		}
	}
	return [3]float64{}
}

// topOf is 1 for the offer of a segment with the highest figure, the first of equal ones.
func topOf(column string) string {
	f := "segments." + column + ":col"
	return "IF(SUMPRODUCT(({segments.segment:col}={segment})*(({" + f + "}>{" + column + "})+({" + f + "}={" + column + "})*(ROW({" + f + "})<ROW({" + column + "}))))=0,1,0)"
}

// rankOf is the place of a marked row by a figure, 0 for the others.
func rankOf(mark, column string) string {
	f := "segments." + column + ":col"
	return "IF({" + mark + "}=1,1+SUMPRODUCT({segments." + mark + ":col}*(({" + f + "}>{" + column + "})+({" + f + "}={" + column + "})*(ROW({" + f + "})<ROW({" + column + "})))),0)"
}

// firstOf is a figure of the segment's first offer.
func firstOf(column string) string {
	return "SUMPRODUCT(({segments.segment:col}={segment})*{segments.is_first:col}*{segments." + column + ":col})"
}

// place is where a segment × offer stands in the two passes of the budget.
type place struct {
	first, rank, row, upRank  int64
	cost, profit, p1, upScore float64
}

func (c *composer) places() []place {
	k := &c.r.Winback
	at, out := c.segmentRows(), make([]place, len(k.Segments))
	firsts := map[string]int{}
	for i := range k.Segments {
		if g := &k.Segments[i]; g.First {
			out[i].first, firsts[g.Silence+"/"+g.PurchaseDays] = 1, i
		}
	}
	for i := range k.Segments {
		g := &k.Segments[i]
		j := firsts[g.Silence+"/"+g.PurchaseDays]
		f := &k.Segments[j]
		out[i].row, out[i].cost, out[i].profit, out[i].p1, out[i].upScore = int64(j+1), f.Cost, f.Profit, f.P1, -free
		if g.Best && g.Cost > f.Cost {
			out[i].upScore = (g.Profit - f.Profit) / (g.Cost - f.Cost)
		}
	}
	firstSteps := len(firsts)
	for i, b := range k.Budget {
		if row, ok := at[segmentKey(b.Silence, b.PurchaseDays, b.Offer)]; ok && b.From == "" {
			out[row].rank = int64(i + 1)
		} else if ok {
			out[row].upRank = int64(i + 1 - firstSteps)
		}
	}
	return out
}

// budgetTable takes segments into the plan with their first offers, then spends what is
// left on better ones; the order itself is a formula, so that it changes with the assumptions.
func (c *composer) budgetTable() *Table {
	t := c.table("budget", "rank:int", "silence:text", "purchase_days:text", "from:text", "offer:text", "customers:int", "available:int", "contacts:int", "controls:int", "spend:money_", "net:money_", "last_yuan:decimal3", "profitable:text",
		"row:int!", "from_row:int!", "segment:text!", "taken:int!", "unit_cost:decimal4!", "unit_profit:decimal4!", "spend_step:decimal4!", "net_step:decimal4!", "inc_step:decimal4!", "natural_step:decimal4!", "app:decimal4!", "check:int!")
	places, first := c.places(), int64(0)
	for i := range c.r.Winback.Budget {
		if c.r.Winback.Budget[i].From == "" {
			first++
		}
	}
	for i := range c.r.Winback.Budget {
		c.budgetRow(t, i, first, places)
	}
	return t
}

func (c *composer) budgetRow(t *Table, i int, first int64, places []place) {
	b := &c.r.Winback.Budget[i]
	row := c.segmentRows()[segmentKey(b.Silence, b.PurchaseDays, b.Offer)]
	g := &c.r.Winback.Segments[row]
	yes, no := c.say("report.yes", nil), c.say("report.loses", nil)
	pays, n := no, float64(b.Contacts)
	if b.Profitable {
		pays = yes
	}
	pick := func(v any, column string) TableCell { return live(v, "INDEX({segments."+column+":col},{row})") }
	from, fromRow := TableCell{Value: ""}, TableCell{Value: int64(0)}
	match, controls := "MATCH({rank},{segments.rank:col},0)", live(b.Control, "MIN({customers}-{contacts},ROUND({contacts}*{control_share}/(1-{control_share}),0))")
	available, contacts, taken := "{customers}-ROUND({customers}*{control_share},0)", contactsFormula, live(b.Contacts, "{contacts}")
	cost, profit := pick(b.Cost, "cost"), pick(b.Profit, "profit")
	inc := live(n*(g.P1-g.P0), "{contacts}*(INDEX({segments.p1:col},{row})-INDEX({segments.p0:col},{row}))")
	natural := live(n*g.P0, "{contacts}*INDEX({segments.p0:col},{row})")
	if b.From != "" {
		p := &places[row]
		match = "MATCH({rank}-" + itoa(int(first)) + ",{segments.up_rank:col},0)"
		from, fromRow = live(c.label("offer", b.From), "INDEX({segments.offer:col},{from_row})"), pick(p.row, "first_row")
		available, contacts = "SUMPRODUCT(({budget.segment:col}={segment})*{budget.taken:col})", raisedFormula
		controls, taken, natural = TableCell{Value: int64(0)}, TableCell{Value: int64(0)}, TableCell{Value: 0.0}
		cost = live(b.Cost, cost.Formula+"-INDEX({segments.first_cost:col},{row})")
		profit = live(b.Profit, profit.Formula+"-INDEX({segments.first_profit:col},{row})")
		inc = live(n*(g.P1-p.p1), "{contacts}*(INDEX({segments.p1:col},{row})-INDEX({segments.first_p1:col},{row}))")
	}
	t.add(itoa(i+1), i+1, pick(c.silence(b.Silence), "silence"), pick(c.purchaseDays(b.PurchaseDays), "purchase_days"), from, pick(c.label("offer", b.Offer), "offer"),
		pick(b.Customers, "customers"), live(b.Available, available), live(b.Contacts, contacts), controls,
		live(b.Spend, "SUM({spend_step:above})+{spend_step}"), live(b.Net, "SUM({net_step:above})+{net_step}"),
		live(b.LastYuan, "IF({unit_cost}>0,{unit_profit}/{unit_cost},\"—\")"),
		live(pays, "IF({unit_profit}>0,\""+yes+"\",\""+no+"\")"),
		live(int64(row+1), match), fromRow, pick(b.Silence+"/"+b.PurchaseDays, "segment"), taken, cost, profit,
		live(n*b.Cost, "{contacts}*{unit_cost}"), live(n*b.Profit, "{contacts}*{unit_profit}"), inc, natural,
		b.Net, differs("net"))
}

// live is a formula with its value.
func live(v any, formula string) TableCell {
	return TableCell{Value: cellOf(v).Value, Formula: formula}
}

// contactsFormula takes what budget and cap leave; those who lose money are not taken.
const contactsFormula = "IF({unit_profit}>0,MAX(0,MIN({available},{contact_cap}-SUM({contacts:above}),IF({unit_cost}>0,INT((MAX(0,{budget}-{fixed_cost})-SUM({spend_step:above}))/{unit_cost}+0.000000001),{available}))),0)"

// raisedFormula gives a better offer to those of the first pass, as far as the money goes.
const raisedFormula = "IF(AND({unit_profit}>0,{unit_cost}>0),MAX(0,MIN({available},INT((MAX(0,{budget}-{fixed_cost})-SUM({spend_step:above}))/{unit_cost}+0.000000001))),0)"

func (c *composer) segmentRows() map[string]int {
	at := make(map[string]int, len(c.r.Winback.Segments))
	for i := range c.r.Winback.Segments {
		g := &c.r.Winback.Segments[i]
		at[segmentKey(g.Silence, g.PurchaseDays, g.Offer)] = i
	}
	return at
}

// planTable sums the plan up.
func (c *composer) planTable() *Table {
	t := c.table("plan", "item:text", "value:money_", "note:text", "app:decimal4!", "check:int!")
	p := &c.r.Winback.Plan
	add := func(key string, v any, kind Kind, formula string) {
		cell := TableCell{Value: cellOf(v).Value, Kind: kind, Formula: formula, Digits: 1}
		note, name := "", c.say("report.plan."+key, nil)
		if k := "report.plan." + key + ".note"; c.w.Has(k) {
			note = c.say(k, nil)
		}
		if kind == KindMoney {
			name = c.moneyHeader(name)
		}
		row := t.add(key, name, cell, note, nil, nil)
		if formula != "" && cell.Value != nil {
			row.Cells[3], row.Cells[4] = TableCell{Value: cell.Value}, differs("value")
		}
	}
	add("budget", float64(c.r.Winback.Assumptions.Budget), KindMoney, "{budget}")
	add("contacts", p.Contacts, KindInt, "SUM({budget.taken:col})")
	add("spend", p.Spend, KindMoney, "SUM({budget.spend_step:col})+IF({plan.value@contacts}>0,{fixed_cost},0)")
	add("net", p.Net, KindMoney, "SUM({budget.net_step:col})-IF({plan.value@contacts}>0,{fixed_cost},0)")
	add("roi", p.ROI, KindPercent, "IF({plan.value@spend}>0,{plan.value@net}/{plan.value@spend},\"—\")")
	add("incremental", p.Incremental, KindDecimal, "SUM({budget.inc_step:col})")
	add("natural", p.Natural, KindDecimal, "SUM({budget.natural_step:col})")
	add("test", p.TestSize, KindInt, "{plan.value@contacts}")
	add("control", p.ControlSize, KindInt, "SUM({budget.controls:col})")
	add("planned_p0", p.PlannedP0, KindPercent, "IF({plan.value@contacts}>0,{plan.value@natural}/{plan.value@contacts},0)")
	add("planned_p1", p.PlannedP1, KindPercent, "IF({plan.value@contacts}>0,({plan.value@natural}+{plan.value@incremental})/{plan.value@contacts},0)")
	add("detectable", p.Detectable, KindPercent, "")
	measurable := c.say("report.plan.measurable.no", nil)
	if p.Measurable {
		measurable = c.say("report.plan.measurable.yes", nil)
	}
	add("measurable", measurable, KindText, "")
	if p.Contacts > 0 {
		add("best", p.Best.Net, KindMoney, "")
		if !p.Best.Exact {
			add("bound", p.Best.Bound-float64(c.r.Winback.Assumptions.FixedCost), KindMoney, "")
		}
		add("shadow", p.Best.Yuan, KindMoney, "")
	}
	add("do_not", p.DoNot, KindInt, "")
	add("not_due", p.NotDue, KindInt, "")
	t.add("seed", c.say("report.plan.seed", nil), TableCell{Value: seedText(p), Kind: KindText}, c.say("report.plan.seed.note", nil), nil, nil)
	return t
}

// seedText writes the seed as text: it may not fit a spreadsheet's number.
func seedText(p *winback.Plan) string { return strconv.FormatUint(p.Seed, 10) }
