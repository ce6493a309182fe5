package doc

import (
	"strings"

	"huiliu/engine/ledger"
	"huiliu/engine/winback"
)

// ledgerSheet is what winning back costs, line by line on one cost base: the numbers may
// be changed, the rest are formulas over the plan.
func (c *composer) ledgerSheet() (Sheet, bool) {
	if c.r.Winback.Skipped != "" || len(c.r.Ledger.Charges) == 0 {
		return Sheet{}, false
	}
	s := c.sheet("ledger", paragraph(c.say("report.ledger.how", nil)), tableBlock(c.statementTable()), tableBlock(c.ledgerTable()), tableBlock(c.chargeTable()))
	if t := c.costHistory(); len(t.Rows) > 0 {
		s.Blocks = append(s.Blocks, tableBlock(t))
	}
	if t := c.taughtTable(); len(t.Rows) > 0 {
		s.Blocks = append(s.Blocks, tableBlock(t))
	}
	s.Inputs = true
	return s, true
}

// taughtTable is what past campaigns and attempts teach about returns with an offer, and
// what of it the plan uses; what a returner is worth comes from second lives too.
func (c *composer) taughtTable() *Table {
	t := c.table("taught", "campaign:text", "offer:text", "like:text", "contacts:int", "returned:int", "rate:percent", "low:percent", "high:percent", "use:text")
	list := winback.Learn(c.r.Campaigns.Campaigns, c.r.Winback.Assumptions)
	if n := c.r.Attempts.Customers; n > 0 {
		list = append(list, winback.FromAttempts(c.r.Attempts.Returned.Events, n))
	}
	for i := range list {
		l := &list[i]
		use := "unused"
		switch {
		case l.Used:
			use = "used"
		case l.Campaign == "":
			use = "no_control"
		}
		name := l.Campaign
		if name == "" {
			name = c.say("report.taught.attempts", nil)
		}
		t.add(itoa(i+1), name, l.Offer, c.offerOrAny(l.Like), l.Contacts, l.Returned, l.Mean, l.Low, l.High, c.say("report.taught."+use, nil))
	}
	return t
}

// planned reports whether there are steps that formulas can count.
func (c *composer) planned() bool { return len(c.r.Winback.Budget) > 0 }

// over is a formula that needs the plan's steps; without them the value stands alone.
func (c *composer) over(v any, formula string) TableCell {
	if !c.planned() {
		formula = ""
	}
	return live(v, formula)
}

// slotKey is the row of an occasion.
func slotKey(s ledger.Slot) string { return strings.TrimSuffix(string(s.Per)+"/"+s.Offer, "/") }

// assumptionCell is the cell that holds the cost of an occasion.
func assumptionCell(s ledger.Slot) string {
	switch s.Per {
	case ledger.PerContact:
		return offerCell(s.Offer, "contact_cost")
	case ledger.PerReturn:
		return offerCell(s.Offer, "offer_cost")
	}
	return "{fixed_cost}"
}

// chargeFormula is how an assumption follows from the ledger.
func (c *composer) chargeFormula(name string) string {
	if name == "cannibalised" {
		return `SUMPRODUCT(({ledger.form_code:col}="share_benefit")*{ledger.a:col})`
	}
	for i := range c.r.Ledger.Charges {
		if s := c.r.Ledger.Charges[i].Slot; winback.Name(s) == name {
			return "{ledger_charges.total@" + slotKey(s) + "}"
		}
	}
	return ""
}

// offerOrAny is the offer of an entry in words.
func (c *composer) offerOrAny(offer string) string {
	if offer == "" {
		return ""
	}
	return c.label("offer", offer)
}

// volume counts what the plan gives to whom: a figure of each segment and offer times
// how many get it.
func (c *composer) volume(s ledger.Slot, figure string) string {
	f := "SUMPRODUCT({segments.planned:col}"
	if figure != "" {
		f += "*{segments." + figure + ":col}"
	}
	if s.Offer != "" {
		f += `*({segments.offer:col}="` + c.label("offer", s.Offer) + `")`
	}
	return f + ")"
}

func (c *composer) units(s ledger.Slot) string {
	switch s.Per {
	case ledger.PerContact:
		return c.volume(s, "")
	case ledger.PerReturn:
		return c.volume(s, "p1")
	}
	return "IF(SUM({budget.taken:col})>0,1,0)"
}

// ledgerTable is every line with its numbers as they may be typed: an amount; people,
// hours and a wage; three points; or a share.
func (c *composer) ledgerTable() *Table {
	t := c.table("ledger", "kind:text", "per:text", "offer:text", "form:text", "a:money_", "b:money_", "c:money_", "each:money", "units:decimal1", "total:money_", "source:text", "note:text",
		"form_code:text!", "per_code:text!", "offer_code:text!", "direct:int!", "own:int!", "app:decimal4!", "check:int!")
	for i := range c.r.Ledger.Lines {
		l := &c.r.Ledger.Lines[i]
		cells, form, each := c.costCells(l)
		own, direct := int64(1), int64(0)
		if l.Source == ledger.FromAssumed {
			own = 0
		}
		switch {
		case l.Direct:
			direct = 1
		case l.Kind == ledger.Subsidy:
			direct = -1 // counted by the plan itself
		}
		units := c.over(l.Units, c.units(ledger.Slot{Per: l.Per, Offer: l.Offer}))
		if own == 1 && c.r.Ledger.Benefit != nil && l.Per == ledger.Once {
			units = TableCell{Value: l.Units}
		}
		total := c.over(float64(l.Total), "{each}*{units}")
		switch form {
		case "share_direct":
			total = c.over(float64(l.Total), "{a}*SUMPRODUCT({ledger_charges.direct:col}*{ledger_charges.units:col})")
		case "share_benefit":
			total = c.over(float64(l.Total), "{a}*{ledger_statement.value@benefit}")
		}
		t.add(itoa(i+1), c.lineName(l), c.label("ledger.per", string(l.Per)), c.offerOrAny(l.Offer), c.label("ledger.form", form), cells[0], cells[1], cells[2],
			each, units, total, c.label("ledger.source", l.Source), c.lineNote(l), form, string(l.Per), l.Offer, direct, own, float64(l.Total), c.over(int64(0), differs("total").Formula))
	}
	return t
}

// lineName is what a person calls the line, with what it is for.
func (c *composer) lineName(l *ledger.Line) string {
	kind := c.label("ledger.kind", string(l.Kind))
	if l.Name == "" || l.Name == kind {
		return kind
	}
	return kind + " · " + l.Name
}

func (c *composer) lineNote(l *ledger.Line) string {
	var parts []string
	for _, p := range []string{l.Note, l.Author, l.Day} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	if l.Kind == ledger.Subsidy {
		parts = append(parts, c.say("report.ledger.subsidy", nil))
	}
	return strings.Join(parts, " · ")
}

// costCells are the typed numbers of a line, its form and the amount on each occasion.
func (c *composer) costCells(l *ledger.Line) (cells [3]TableCell, form string, each TableCell) {
	money := func(v ledger.Yuan) TableCell {
		return TableCell{Value: float64(v), Kind: KindMoney, Input: c.input(Input{High: 1e12})}
	}
	number := func(v float64) TableCell {
		return TableCell{Value: v, Kind: KindDecimal, Digits: 2, Input: c.input(Input{High: 1e9})}
	}
	form = l.Form
	switch x := l.Cost.(type) {
	case ledger.Work:
		cells = [3]TableCell{number(float64(x.People)), number(float64(x.Hours)), money(ledger.Yuan(x.Wage))}
		each = live(float64(l.Each), "{a}*{b}*{c}")
	case ledger.Judged:
		cells = [3]TableCell{money(x.Low), money(x.Likely), money(x.High)}
		each = live(float64(l.Each), "({a}+4*{b}+{c})/6")
	case ledger.Share:
		cells[0] = TableCell{Value: float64(x.Part), Kind: KindPercent, Digits: 2, Input: c.input(Input{High: 10})}
		form, each = "share_"+string(x.Of), TableCell{Value: 0.0}
	default:
		cells[0], each = money(l.Each), live(float64(l.Each), "{a}")
		if charge := c.charge(ledger.Slot{Per: l.Per, Offer: l.Offer}); l.Source == ledger.FromAssumed && !charge.Changed() {
			cells[0] = live(float64(l.Each), assumptionCell(charge.Slot))
			cells[0].Kind = KindMoney
		}
	}
	return cells, form, each
}

func (c *composer) input(i Input) *Input {
	i.Hint = c.say("report.assumption.hint", map[string]any{"low": i.Low, "high": i.High})
	return &i
}

func (c *composer) charge(s ledger.Slot) *ledger.Charge {
	for i := range c.r.Ledger.Charges {
		if c.r.Ledger.Charges[i].Slot == s {
			return &c.r.Ledger.Charges[i]
		}
	}
	return &ledger.Charge{}
}

// chargeTable is what each occasion costs, as the plan reckons with it.
func (c *composer) chargeTable() *Table {
	t := c.table("ledger_charges", "per:text", "offer:text", "direct:money", "indirect:money", "on_direct:percent", "total:money", "used:money", "units:decimal1", "natural:decimal1!", "app:decimal4!", "check:int!")
	for i := range c.r.Ledger.Charges {
		x := &c.r.Ledger.Charges[i]
		direct := float64(x.Direct)
		if !x.Entered {
			direct = float64(x.Amount)
		}
		where := `SUMPRODUCT(({ledger.per_code:col}="` + string(x.Per) + `")*(({ledger.offer_code:col}="` + x.Offer + `")+({ledger.offer_code:col}="")>0)`
		natural := TableCell{Value: 0.0}
		if x.Per == ledger.PerReturn {
			natural = c.over(c.naturalReturns(x.Offer), c.volume(x.Slot, "p0"))
		}
		used := c.used(x.Slot)
		t.add(slotKey(x.Slot), c.label("ledger.per", string(x.Per)), c.offerOrAny(x.Offer),
			live(direct, where+"*({ledger.direct:col}=1)*{ledger.each:col})"),
			live(float64(x.Indirect), where+"*({ledger.direct:col}=0)*{ledger.each:col})"),
			live(float64(x.OnDirect), `SUMPRODUCT(({ledger.form_code:col}="share_direct")*{ledger.a:col})`),
			live(float64(x.Total), "{direct}*(1+{on_direct})+{indirect}"),
			live(used, assumptionCell(x.Slot)),
			c.over(c.unitsOf(x.Slot), c.units(x.Slot)), natural, float64(x.Total), differs("total"))
	}
	return t
}

// used is what the plan reckons with for an occasion.
func (c *composer) used(s ledger.Slot) float64 {
	for _, u := range winback.Occasions(c.r.Winback.Assumptions) {
		if u.Slot == s {
			return float64(u.Amount)
		}
	}
	return 0
}

func (c *composer) unitsOf(s ledger.Slot) float64 {
	v := winback.Volume(&c.r.Winback)
	switch o := v.Of(s.Offer); {
	case s.Per == ledger.PerContact:
		return o.Contacts
	case s.Per == ledger.PerReturn:
		return o.Returns
	case o.Contacts > 0:
		return 1
	}
	return 0
}

func (c *composer) naturalReturns(offer string) float64 {
	v := winback.Volume(&c.r.Winback)
	return v.Of(offer).Natural
}

// statementTable is cost against benefit, of the plan and of what was entered.
func (c *composer) statementTable() *Table {
	t := c.table("ledger_statement", "item:text", "value:money_", "note:text", "app:decimal4!", "check:int!")
	t.Columns[2].Width = 60
	add := func(key string, v any, kind Kind, formula string) {
		cell := TableCell{Value: cellOf(v).Value, Kind: kind, Digits: 1, Formula: formula}
		name, note := c.say("report.statement."+key, nil), ""
		if k := "report.statement." + key + ".note"; c.w.Has(k) {
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
	plan := func(key string, v any, kind Kind, formula string) { add(key, v, kind, c.over(v, formula).Formula) }
	s := &c.r.Ledger.Plan
	const each, units = "{ledger_charges.direct:col}", "{ledger_charges.units:col}"
	plan("direct", float64(s.Direct), KindMoney, "SUMPRODUCT("+each+"*("+units+"-{ledger_charges.natural:col}))+SUMPRODUCT(({ledger_charges.used:col}-{ledger_charges.total:col})*"+units+")")
	plan("subsidy", float64(s.Subsidy), KindMoney, "SUMPRODUCT("+each+"*{ledger_charges.natural:col})")
	plan("indirect", float64(s.Indirect), KindMoney, "SUMPRODUCT(("+each+"*{ledger_charges.on_direct:col}+{ledger_charges.indirect:col})*"+units+")+{cannibalised}*{ledger_statement.value@benefit}")
	plan("cost", float64(s.Cost), KindMoney, "{ledger_statement.value@direct}+{ledger_statement.value@subsidy}+{ledger_statement.value@indirect}")
	plan("benefit", float64(s.Benefit), KindMoney, "({plan.value@net}+{plan.value@spend})/(1-{cannibalised})")
	plan("net", float64(s.Net), KindMoney, "{ledger_statement.value@benefit}-{ledger_statement.value@cost}")
	plan("roi", s.ROI, KindPercent, `IF({ledger_statement.value@cost}>0,{ledger_statement.value@net}/{ledger_statement.value@cost},"—")`)
	plan("payback", s.Payback, KindInt, `IF(AND({ledger_statement.value@benefit}>0,{ledger_statement.value@cost}<={ledger_statement.value@benefit}),{horizon_days}*{ledger_statement.value@cost}/{ledger_statement.value@benefit},"—")`)
	if own := c.r.Ledger.Case; own != nil {
		c.addCase(add, own)
	}
	return t
}

// addCase is what was entered by itself, against the benefit entered.
func (c *composer) addCase(add func(string, any, Kind, string), s *ledger.Statement) {
	const lines = `SUMPRODUCT(({ledger.own:col}=1)*({ledger.direct:col}`
	direct := lines + "=1)*{ledger.each:col}*{ledger.units:col})"
	share := func(of, base string) string {
		return `+SUMPRODUCT(({ledger.form_code:col}="share_` + of + `")*{ledger.a:col})*{ledger_statement.value@` + base + "}"
	}
	add("case_direct", float64(s.Direct), KindMoney, direct)
	add("case_indirect", float64(s.Indirect+s.Subsidy), KindMoney, lines+"<1)*{ledger.each:col}*{ledger.units:col})"+share("direct", "case_direct")+share("benefit", "case_benefit"))
	add("case_cost", float64(s.Cost), KindMoney, "{ledger_statement.value@case_direct}+{ledger_statement.value@case_indirect}")
	add("case_benefit", float64(s.Benefit), KindMoney, "")
	add("case_net", float64(s.Net), KindMoney, "{ledger_statement.value@case_benefit}-{ledger_statement.value@case_cost}")
	add("case_roi", s.ROI, KindPercent, `IF({ledger_statement.value@case_cost}>0,{ledger_statement.value@case_net}/{ledger_statement.value@case_cost},"—")`)
}

// costHistory is what past campaigns are known to have cost.
func (c *composer) costHistory() *Table {
	t := c.table("cost_history", "campaign:text", "first:day", "offer:text", "contacts:int", "cost:money", "each:money")
	for i := range c.r.Campaigns.Campaigns {
		k := &c.r.Campaigns.Campaigns[i]
		for j := range k.Effects {
			if e := &k.Effects[j]; e.Cost > 0 && e.Each.Defined() {
				t.add(itoa(len(t.Rows)+1), k.Name, dayCell(k.Day), e.Offer, e.Treated.Base, e.Cost, e.Each)
			}
		}
	}
	return t
}

// sayLedger says what the plan costs and what is left, or the case that was entered.
func (c *composer) sayLedger() (Sentence, bool) {
	if c.r.Winback.Skipped != "" || len(c.r.Ledger.Charges) == 0 {
		return Sentence{}, false
	}
	s, key := c.sentence(), ""
	prefix := ""
	if c.r.Ledger.Case != nil {
		prefix, key = "case_", ".case"
	}
	list := []string{"direct", "indirect", "cost", "benefit", "net"}
	if prefix == "" {
		list = append(list, "subsidy")
	}
	for _, k := range list {
		s = s.ref(k, "ledger_statement", prefix+k, "value")
	}
	return s.end("ledger", "report.say.ledger"+key)
}
