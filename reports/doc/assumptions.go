package doc

import (
	"strings"

	"huiliu/engine/winback"
)

// assumptionSheet is every number a reader may change, each with a name that the
// formulas of the workbook use.
func (c *composer) assumptionSheet() (Sheet, bool) {
	if c.r.Winback.Skipped != "" {
		return Sheet{}, false
	}
	a := &c.r.Winback.Assumptions
	t := c.table("assumptions", "item:text", "value:decimal2", "unit:text", "source:text", "note:text", "name:text")
	money := c.say("report.unit.money", map[string]any{"currency": c.currencyName()})
	for _, e := range []assumption{
		{"margin_rate", float64(a.MarginRate), KindPercent, Input{High: 1}, ""},
		{"discount_rate", float64(a.DiscountRate), KindPercent, Input{High: 1}, c.say("report.unit.yearly", nil)},
		{"horizon_days", int64(a.HorizonDays), KindInt, Input{Low: 1, High: 3650, Whole: true}, c.say("report.unit.days", nil)},
		{"budget", float64(a.Budget), KindMoney, Input{High: 1e12}, money},
		{"contact_cap", int64(a.ContactCap), KindInt, Input{High: 1e9, Whole: true}, c.say("report.unit.customers", nil)},
		{"fixed_cost", float64(a.FixedCost), KindMoney, Input{High: 1e12}, money},
		{"control_share", float64(a.ControlShare), KindPercent, Input{High: 0.9}, ""},
		{"cannibalised", float64(a.Cannibalised), KindPercent, Input{High: 0.95}, ""},
	} {
		c.assume(t, e, e.key, c.say("report.assumption."+e.key, nil), e.key)
	}
	for i := range a.Offers {
		c.assumeOffer(t, &a.Offers[i], money)
	}
	s := c.sheet("assumptions", paragraph(c.say("report.assumptions.how", nil)), tableBlock(t))
	s.Inputs = true
	return s, true
}

type assumption struct {
	key   string
	value any
	kind  Kind
	input Input
	unit  string
}

func (c *composer) assumeOffer(t *Table, o *winback.Offer, money string) {
	for _, e := range []assumption{
		{"contact_cost", float64(o.ContactCost), KindMoney, Input{High: 1e9}, money},
		{"offer_cost", float64(o.OfferCost), KindMoney, Input{High: 1e9}, money},
		{"lift", float64(o.Lift), KindPercent, Input{Low: -1, High: 100}, ""},
	} {
		item := c.say("report.assumption.offer."+e.key, map[string]any{"offer": c.label("offer", o.Key)})
		c.assume(t, e, offerName(o.Key, e.key), item, o.Key+"."+e.key)
	}
}

// assume adds one input cell. row is the row's key and the cell's defined name.
func (c *composer) assume(t *Table, e assumption, row, item, source string) {
	e.input.Hint = c.say("report.assumption.hint", map[string]any{"low": e.input.Low, "high": e.input.High})
	cell := TableCell{Value: e.value, Kind: e.kind, Input: &e.input}
	unit := e.unit
	if e.kind == KindPercent {
		cell.Digits = 2
		if unit == "" {
			unit = "%"
		}
	}
	note := ""
	if k := "report.assumption." + e.key + ".note"; c.w.Has(k) {
		note = c.say(k, nil)
	}
	if c.r.Winback.Assumptions.Sources[source] == winback.SourceLedger {
		cell.Formula = c.chargeFormula(source)
	}
	t.add(row, item, cell, unit, c.sourceOf(source), note, row)
	c.d.Names = append(c.d.Names, Name{Name: row, Table: t.Key, Row: row, Column: "value"})
}

// sourceOf says where an assumption comes from; unnamed ones are assumed.
func (c *composer) sourceOf(name string) string {
	source := c.r.Winback.Assumptions.Sources[name]
	if source == "" {
		source = "assumed"
	}
	return c.label("source", source)
}

// offerName is the defined name of one offer assumption: letters, digits, underscores.
func offerName(offer, what string) string {
	clean := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, offer)
	return "offer_" + clean + "_" + what
}
