package screen

import (
	"math"
	"slices"
	"strings"

	"huiliu/app"
	"huiliu/engine"
	"huiliu/engine/card"
	"huiliu/reports/doc"
)

// cardPage is everything known of one customer.
func (f *frame) cardPage() (Page, *CardView) {
	p := Page{Key: Card, State: StateReady, Title: f.looks.id}
	c := f.looks.card
	if c == nil || f.results == nil {
		p.State, p.Answer, p.Notice = StateLoading, f.say("ui.state.loading", nil), f.say("ui.state.loading.hint", nil)
		return p, nil
	}
	p.Terms = f.terms()
	p.Answer = f.cardAnswer(c)
	p.More = f.cardMore(c)
	for _, chart := range f.lookCharts() {
		if chart.Key == "card" {
			p.Charts = []ChartRef{{Key: chart.Key, Title: chart.Title}}
		}
	}
	p.Tables = f.cardTables(c)
	p.Next = f.actions([]string{"back"})
	return p, &CardView{ID: c.CustomerID, Facts: f.facts(c), DoNotContact: c.DoNotContact, WhatIf: f.whatIf(c.CustomerID)}
}

// cardAnswer says how the customer stands and since when.
func (f *frame) cardAnswer(c *card.Card) string {
	who := c.CustomerID
	if c.Name != "" && c.Name != c.CustomerID {
		who = f.say("ui.card.who", map[string]any{"id": c.CustomerID, "name": c.Name})
	}
	args := map[string]any{"who": who, "since": c.Since.String(), "silent": c.Silent, "window": c.Window, "last": c.Last.String(), "lives": len(c.Lives), "day": c.AsOf.String()}
	return f.say("ui.card.state."+c.State, args)
}

// cardMore are the reasons, if the customer is on a list, and what else matters.
func (f *frame) cardMore(c *card.Card) []string {
	var out []string
	if c.DoNotContact {
		out = append(out, f.say("ui.card.do_not_contact", nil))
	}
	if kind, asleep := f.results.Habits.Of(c.No); kind != "" {
		key := "ui.card.habit"
		if asleep {
			key = "ui.card.habit.asleep"
		}
		out = append(out, f.say(key, map[string]any{"kind": f.say("habit.kind."+kind, nil)}))
	}
	if len(c.OtherIDs) > 0 {
		out = append(out, f.say("ui.card.ids", map[string]any{"ids": strings.Join(c.OtherIDs, f.say("common.list.separator", nil))}))
	}
	for i := range f.results.Watch.Rows {
		if w := &f.results.Watch.Rows[i]; w.CustomerID == c.CustomerID {
			out = append(out, f.say("ui.card.watch", map[string]any{"level": f.labelOr("watch.level", w.Level), "share": f.w.Percent(w.Probability, 0),
				"days": f.results.Watch.Horizon, "reasons": f.rowText("watch", c.CustomerID, "reasons")}))
		}
	}
	if reasons := f.rowText("alarms", c.CustomerID, "reasons"); reasons != "" {
		out = append(out, f.say("ui.card.alarm", map[string]any{"reasons": reasons, "action": f.rowText("alarms", c.CustomerID, "action")}))
	}
	if cause := f.results.Causes.Of[c.No]; cause != "" && c.State == card.StateLost {
		out = append(out, f.say("ui.card.cause", map[string]any{"cause": f.causeLabel(cause)}))
	}
	for _, list := range []string{"test", "control"} {
		if offer := f.rowText(list, c.CustomerID, "offer"); offer != "" {
			out = append(out, f.say("ui.card.plan."+list, map[string]any{"offer": offer}))
		}
	}
	return out
}

// rowText is the text of one cell of the report, found by the customer.
func (f *frame) rowText(table, id, column string) string {
	_, t := f.document.FindTable(table)
	if t == nil {
		return ""
	}
	j := t.ColumnIndex(column)
	i := slices.IndexFunc(t.Rows, func(r doc.Row) bool { return r.Key == id })
	if i < 0 || j < 0 || j >= len(t.Rows[i].Cells) {
		return ""
	}
	text, _ := t.Rows[i].Cells[j].Value.(string)
	return text
}

func (f *frame) causeLabel(key string) string {
	if text := f.label("cause", key); text != "" {
		return text
	}
	return f.results.Taxonomy.Label(key, string(f.w.Lang()))
}

// facts are the figures at the side of the card.
func (f *frame) facts(c *card.Card) []Measure {
	say := func(key string, args map[string]any) string { return f.say("ui.card.fact."+key, args) }
	var out []Measure
	add := func(key, value, note string) {
		out = append(out, Measure{Label: say(key, nil), Value: value, Note: note})
	}
	if c.Purchases == 0 {
		return out
	}
	cur := f.results.Money.Currency
	add("silent", f.say("ui.lab.days", map[string]any{"days": c.Silent}), say("silent.note", map[string]any{"last": c.Last.String(), "window": c.Window}))
	add("purchases", f.w.Int(c.Purchases), say("purchases.note", map[string]any{"first": c.First.String(), "lives": len(c.Lives)}))
	add("amount", f.w.Money(c.Amount.Float(), cur), say("amount.note", map[string]any{"each": f.w.Money(c.Amount.Float()/float64(c.Purchases), cur), "refunds": f.w.Money(c.Refunds.Float(), cur)}))
	add("year", f.w.Money(c.YearAmount.Float(), cur), say("year.note", map[string]any{"tier": f.tier(c)}))
	if class := f.rfmClass(c); class != "" {
		add("rfm", f.labelOr("rfm", class), f.say("rfm.meaning."+class, nil))
	}
	if n, ok := app.ExpectedPurchases(f.results, c); ok {
		add("expected", f.w.Decimal(n, 2), say("expected.note", nil))
	}
	return out
}

// tier is the value tier by the bounds of the lost customers.
func (f *frame) tier(c *card.Card) string {
	for _, g := range f.results.Describe.ValueTiers {
		if c.YearAmount.Float() >= g.Low {
			return f.labelOr("describe.group", g.Key)
		}
	}
	return "—"
}

// rfmClass is the class of the customer by the thresholds of the segmentation.
func (f *frame) rfmClass(c *card.Card) string {
	r := &f.results.RFM
	if c.Purchases == 0 || r.Total == 0 {
		return ""
	}
	recent, often, much := float64(c.Silent) < r.Recency, float64(c.Purchases) > r.Freq, c.Amount.Float() > r.Money
	for _, k := range r.Classes {
		if k.R == recent && k.F == often && k.M == much {
			return k.Class
		}
	}
	return ""
}

// cardChart draws the purchases on their days, lives shaded, refunds below zero.
func (f *frame) cardChart(c *card.Card) doc.Chart {
	out := doc.Chart{Key: "card", Kind: doc.ChartLine, Lang: f.w.Lang(), Unit: doc.UnitMoney, Currency: f.results.Money.Currency, XUnit: doc.UnitDay,
		Title: f.say("ui.card.chart", map[string]any{"purchases": c.Purchases, "lives": len(c.Lives)}), YLabel: f.say("ui.card.chart.y", nil),
		Note: f.say("ui.card.chart.note", map[string]any{"window": c.Window})}
	bought, back := doc.Series{Tone: doc.ToneAccent, Stems: true}, doc.Series{Tone: doc.ToneWarning, Stems: true}
	top := 0.0
	for _, d := range c.Days {
		if d.Purchase {
			bought.X, bought.Y = append(bought.X, float64(d.Day)), append(bought.Y, d.Amount.Float())
			top = max(top, d.Amount.Float())
		} else {
			back.X, back.Y = append(back.X, float64(d.Day)), append(back.Y, d.Amount.Float())
		}
	}
	for _, l := range c.Lives {
		end := l.LostOn
		if end == engine.NoDay {
			end = max(c.AsOf, l.Last)
		}
		out.Series = append(out.Series, doc.Series{Tone: doc.ToneNeutral, X: []float64{float64(l.First), float64(end)}, Y: []float64{math.NaN(), math.NaN()},
			Low: []float64{0, 0}, High: []float64{top, top}})
	}
	out.Series = append(out.Series, bought, back)
	if c.AsOf != engine.NoDay {
		out.References = []doc.Reference{{OnX: true, Value: float64(c.AsOf), Label: f.say("ui.term.as_of", map[string]any{"day": c.AsOf.String()})}}
	}
	return out
}

// cardTables are the history, the lives, what was given back, what was said.
func (f *frame) cardTables(c *card.Card) []Table {
	var out []Table
	keep := func(t Table) {
		if len(t.Rows) > 0 {
			out = append(out, t)
		}
	}
	keep(f.historyTable(c))
	keep(f.livesTable(c))
	t := f.lookTable("returns", "given_back", "bought", "amount", "product")
	for _, r := range slices.Backward(c.Returns) {
		t.addRow(textCell(r.GivenBack.String()), textCell(r.Bought.String()), f.money(r.Amount), textCell(r.Product))
	}
	keep(t)
	t = f.lookTable("words", "day", "kind", "topic", "score", "text")
	for _, w := range slices.Backward(c.Words) {
		score := missingCell()
		if w.Score.Defined() {
			score = Cell{Text: f.w.Decimal(float64(w.Score), 0), Number: float64(w.Score)}
		}
		kind := f.say("ui.card.kind."+w.Kind, nil)
		if key := "ui.card.extra." + w.Kind + "." + w.Extra; w.Extra != "" && f.w.Has(key) {
			kind += " · " + f.say(key, nil)
		}
		t.addRow(textCell(w.Day.String()), textCell(kind), textCell(w.Topic), score, textCell(w.Text))
	}
	keep(t)
	return out
}

func (f *frame) historyTable(c *card.Card) Table {
	t := f.lookTable("history", "day", "event", "gap", "amount", "orders", "products")
	var rows [][]Cell
	last, life := engine.NoDay, 0
	for _, d := range c.Days {
		event, gap, orders := f.say("ui.card.event.refund", nil), missingCell(), missingCell()
		if d.Purchase {
			event, orders = f.say("ui.card.event.purchase", nil), f.count(d.Orders)
			if last == engine.NoDay {
				event = f.say("ui.card.event.first", nil)
			} else {
				gap = f.count(int64(d.Day - last))
			}
			if life < len(c.Lives) && c.Lives[life].First == d.Day {
				if life++; life > 1 {
					event = f.say("ui.card.event.returned", nil)
				}
			}
			last = d.Day
		}
		rows = append(rows, []Cell{textCell(d.Day.String()), textCell(event), gap, f.money(d.Amount), orders, textCell(strings.Join(d.Products, f.say("common.list.separator", nil)))})
	}
	for _, r := range slices.Backward(rows) { // the latest first
		t.addRow(r...)
	}
	t.Columns[2].Right, t.Columns[4].Right = true, true
	return t
}

func (f *frame) livesTable(c *card.Card) Table {
	t := f.lookTable("lives", "life", "first", "last", "lost_on", "purchases", "amount")
	for i, l := range c.Lives {
		end := textCell(f.say("ui.card.life.running", nil))
		if l.LostOn != engine.NoDay {
			end = textCell(l.LostOn.String())
		}
		t.addRow(f.count(int64(i+1)), textCell(l.First.String()), textCell(l.Last.String()), end, f.count(l.Purchases), f.money(l.Amount))
	}
	return t
}
