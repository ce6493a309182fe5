package doc

import (
	"huiliu/engine"
	"huiliu/engine/churn"
)

// summarySheet is the first page: headline figures, findings in sentences, one chart,
// where to look.
func (c *composer) summarySheet() Sheet {
	s := c.sheet("summary", heading(c.d.Title), paragraph(c.d.Subtitle))
	s.Front = true
	s.Blocks = append(s.Blocks, paragraph(c.basisLine()), Block{Cards: c.cards()})
	for i := range c.d.Summary {
		f := &c.d.Summary[i]
		s.Blocks = append(s.Blocks, Block{Sentence: f, Topic: c.say("report.topic."+f.Key, nil)})
	}
	if !onlyUnexplained(c.r.Causes.Causes) {
		s.Blocks = append(s.Blocks, c.chart(causeChartRef(c.r))...)
	}
	t := c.table("contents", "page:text", "inside:text")
	t.Columns[1].Width = 76
	for _, sheet := range c.d.Sheets {
		t.add(sheet.Key, sheet.Title, c.say("report.inside."+sheet.Key, nil))
		t.Rows[len(t.Rows)-1].Link = sheet.Key
	}
	s.Blocks = append(s.Blocks, tableBlock(t))
	if !c.r.Narrow {
		s.Blocks = append(s.Blocks, paragraph(c.say("report.summary.static", nil)))
	}
	return s
}

// basisLine says in one line what the figures rest on.
func (c *composer) basisLine() string {
	switch d := &c.r.Definition; {
	case c.r.Narrow:
		return c.say("report.basis.narrow", nil)
	case c.r.Contractual() && d.Rule == churn.RuleDates:
		return c.say("report.basis.dates", map[string]any{"as_of": d.AsOf.String(), "grace": d.GraceDays})
	case c.r.Contractual():
		return c.say("report.basis.contract", nil)
	}
	return c.sayRule("report.basis", map[string]any{"window": c.r.Definition.WindowDays, "as_of": c.r.Definition.AsOf.String(), "times": c.r.Definition.Times})
}

// cards are the headline figures, each read from its table; what the data does not
// give is said, not left out, so that the page always looks the same.
func (c *composer) cards() []Card {
	if c.r.onlyQuestionnaires() {
		return nil
	}
	if c.r.Narrow {
		return []Card{c.cardCampaign()}
	}
	return []Card{c.cardChurn(), c.cardLoss(), c.cardCause(), c.cardNext(), c.cardPlan(), c.cardCampaign()}
}

// card starts a card from one cell; without the cell it says why there is nothing.
func (c *composer) card(key, table, row, column string) Card {
	card := Card{Key: key, Label: c.say("report.card."+key, nil), Sub: TableCell{Value: c.say("report.card.none", nil)}}
	_, t := c.d.FindTable(table)
	if t == nil {
		return card
	}
	cell, ok := t.Cell(row, column)
	if !ok || cell.Value == nil {
		return card
	}
	card.Value = TableCell{Value: cell.Value, Formula: "{" + table + "." + column + "@" + row + "}"}
	card.Value.Kind, card.Value.Digits = t.CellKind(t.ColumnIndex(column), cell)
	if card.Value.Kind == KindMoney {
		card.Label = c.moneyHeader(card.Label)
	}
	card.Sub.Value = ""
	return card
}

// some reports whether a card has a figure.
func (k *Card) some() bool { return k.Value.Value != nil }

// between writes an interval from two cells of a row.
func (c *composer) between(table, row string) TableCell {
	_, t := c.d.FindTable(table)
	low, _ := t.Cell(row, "low")
	high, _ := t.Cell(row, "high")
	if low.Value == nil || high.Value == nil {
		return TableCell{Value: ""}
	}
	text := c.say("report.card.interval", map[string]any{"low": c.show(low.Value, KindPercent, 1), "high": c.show(high.Value, KindPercent, 1)})
	return TableCell{Value: text}
}

func (c *composer) cardChurn() Card {
	row := "churn"
	if c.r.Describe.Rates.Churn.Base == 0 {
		row = "silent"
	}
	k := c.card(row, "kpis", row, "value")
	k.Tone = ToneWarning
	if k.some() {
		k.Sub = c.between("kpis", row)
	}
	return k
}

func (c *composer) cardLoss() Card {
	k := c.card("loss", "kpis", "lost_margin", "value")
	k.Tone = ToneWarning
	loss := &c.r.Describe.Loss
	if k.some() && loss.MarginRate.Defined() {
		k.Sub.Value = c.say("report.card.loss.sub", map[string]any{"rate": c.w.Percent(float64(loss.MarginRate), 1), "source": c.marginSource()})
	}
	return k
}

// cardCause is the cause with the largest lost margin among those with evidence.
func (c *composer) cardCause() Card {
	for i := range c.r.Causes.Causes {
		cause := &c.r.Causes.Causes[i]
		if !explained(cause.Key) || cause.Customers < engine.SmallBase {
			continue
		}
		k := c.card("cause", "causes", cause.Key, "cause")
		if _, t := c.d.FindTable("causes"); t != nil {
			column, _ := c.shareOfCauses()
			part, _ := t.Cell(cause.Key, column)
			k.Sub.Value = c.say("report.card.cause.sub", map[string]any{"share": c.show(part.Value, KindPercent, 1)})
		}
		return k
	}
	return c.card("cause", "", "", "")
}

func (c *composer) cardNext() Card {
	k := c.card("next", "kpis", "expected_churners", "value")
	if !k.some() {
		return k
	}
	args := map[string]any{"customers": c.w.Int(c.r.Watch.Customers), "horizon": c.r.Watch.Horizon}
	k.Sub.Value = c.say("report.card.next.days", args)
	if c.r.Watch.Horizon == 0 {
		k.Label, k.Sub.Value = c.say("report.card.next.alike", nil), c.say("report.card.next.alike.sub", args)
	}
	return k
}

func (c *composer) cardPlan() Card {
	k := c.card("plan", "plan", "net", "value")
	k.Tone = ToneGood
	if p := &c.r.Winback.Plan; k.some() {
		if p.Net <= 0 {
			k.Tone = ToneWarning
		}
		k.Sub.Value = c.say("report.card.plan.sub", map[string]any{"contacts": c.w.Int(p.Contacts), "spend": c.w.Money(p.Spend, c.d.Currency)})
	}
	return k
}

// cardCampaign is the effect of the latest campaign.
func (c *composer) cardCampaign() Card {
	o, ok := latestOffer(&c.r.Campaigns)
	if !ok {
		return c.card("campaign", "", "", "")
	}
	if !readable(o.effect.Code) {
		k := c.card("campaign", "", "", "")
		k.Sub.Value = c.say("report.campaign.verdict."+o.effect.Code, nil)
		return k
	}
	k := c.card("campaign", "campaigns", o.key, "effect")
	k.Label = c.say("report.card.campaign."+o.of.Source, nil)
	k.Signed, k.Tone = true, campaignTone(verdictOf(o.effect))
	if k.some() {
		k.Sub = c.between("campaigns", o.key)
	}
	return k
}
