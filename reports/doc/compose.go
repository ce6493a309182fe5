package doc

import (
	"strings"

	"huiliu/assets"
	"huiliu/engine"
)

// Compose writes the report in the language of w.
func Compose(r *Results, w *assets.Words) *Document { return compose(r, w, true) }

// Sentences returns the findings in words, without composing the long lists.
func Sentences(r *Results, w *assets.Words) []Sentence { return compose(r, w, false).Summary }

// composer is one report being written.
type composer struct {
	r     *Results
	w     *assets.Words
	d     *Document
	lists bool
}

func compose(r *Results, w *assets.Words, lists bool) *Document {
	c := &composer{r: r, w: w, lists: lists, d: &Document{Lang: w.Lang(), Currency: r.Money.Currency}}
	c.d.Title = c.say("report.title", nil)
	c.d.Subtitle = c.subtitle()
	c.d.Charts = Charts(r, w)
	for _, sheet := range c.pages() {
		if s, ok := sheet(); ok {
			c.d.Sheets = append(c.d.Sheets, s)
		}
	}
	c.findings()
	c.sayQuality()
	c.d.Summary = c.sentences()
	c.d.Sheets = append([]Sheet{c.summarySheet()}, c.d.Sheets...)
	return c.d
}

// pages are the sheets of the report, in order.
func (c *composer) pages() []func() (Sheet, bool) {
	if c.r.Narrow {
		return []func() (Sheet, bool){c.campaignSheet, c.secondSheet, c.itemSheet, c.accountingSheet}
	}
	return []func() (Sheet, bool){
		c.kpiSheet, c.definitionSheet, c.segmentSheet, c.clusterSheet, c.habitSheet, c.cohortSheet, c.bridgeSheet, c.lifetimeSheet, c.valueSheet, c.outlookSheet, c.associateSheet, c.causeSheet, c.evidenceSheet, c.surveySheet, c.itemSheet, c.shiftSheet, c.rulesSheet, c.predictionSheet, c.raceSheet, c.modelSheet, c.scorecardSheet,
		c.watchSheet, c.warningSheet, c.indexSheet, c.assumptionSheet, c.winbackSheet, c.offerSheet, c.ledgerSheet, c.riskSheet, c.aheadSheet, c.testSheet, c.controlSheet, c.taskSheet, c.playSheet, c.campaignSheet, c.secondSheet,
		c.termSheet, c.featureSheet, c.accountingSheet, c.qualitySheet, c.methodSheet,
	}
}

func (c *composer) say(key string, args map[string]any) string { return c.w.Say(key, args) }

// label looks a word up that another package may own; the report's own words are
// under "report.", the key itself is the last resort so that nothing is lost.
func (c *composer) label(area, key string) string { return labelOf(c.w, area, key) }

func labelOf(w *assets.Words, area, key string) string { return labelWith(w, area, key, nil) }

func labelWith(w *assets.Words, area, key string, args map[string]any) string {
	for _, k := range []string{area + "." + key, "report." + area + "." + key} {
		if w.Has(k) {
			return w.Say(k, args)
		}
	}
	return key
}

// clause is a label without its full stop, to stand inside a sentence.
func (c *composer) clause(area, key string) string {
	return strings.TrimRight(c.label(area, key), "。.")
}

func (c *composer) sheet(key string, blocks ...Block) Sheet {
	return Sheet{Key: key, Title: c.say("report.sheet."+key, nil), Blocks: blocks}
}

// subtitle says what the report covers.
func (c *composer) subtitle() string {
	i := &c.r.Import
	asOf := c.r.Definition.AsOf
	if c.r.onlyQuestionnaires() {
		people := int64(0)
		for _, s := range c.r.Sides.Sides {
			people += s.People
		}
		return c.say("report.subtitle.questionnaires", map[string]any{"items": len(c.r.Sides.Items), "people": people})
	}
	if c.r.Narrow {
		return c.say("report.subtitle.narrow", map[string]any{"campaigns": len(c.r.Campaigns.Campaigns), "attempts": c.r.Attempts.Customers})
	}
	if asOf == engine.NoDay || i.FirstDay == engine.NoDay || i.LastDay == engine.NoDay {
		return c.say("report.subtitle.plain", map[string]any{"customers": i.Customers})
	}
	return c.say("report.subtitle", map[string]any{"customers": i.Customers, "first": i.FirstDay.String(),
		"last": i.LastDay.String(), "as_of": asOf.String()})
}

// table starts a table; columns are written "key:kind".
func (c *composer) table(key string, columns ...string) *Table {
	t := &Table{Key: key, Title: c.say("report.table."+key, nil)}
	if note := "report.note." + key; c.w.Has(note) {
		t.Note = c.say(note, nil)
	}
	for _, spec := range columns {
		name, kind, _ := strings.Cut(spec, ":")
		t.Columns = append(t.Columns, c.column(key, name, kind))
	}
	return t
}

// column reads "percent", "decimal4", "int!" (hidden) or "percent_" (undefined stays empty).
func (c *composer) column(table, name, kind string) Column {
	col := Column{Key: name, Header: c.header(table, name)}
	col.Hidden = strings.HasSuffix(kind, "!")
	kind = strings.TrimSuffix(kind, "!")
	col.Blank = strings.HasSuffix(kind, "_")
	kind = strings.TrimSuffix(kind, "_")
	if n := len(kind); n > 0 && kind[n-1] >= '0' && kind[n-1] <= '9' {
		col.Digits, kind = int(kind[n-1]-'0'), kind[:n-1]
	} else if kind == string(KindDecimal) {
		col.Digits = 2
	} else if kind == string(KindPercent) {
		col.Digits = 1
	}
	col.Kind = Kind(kind)
	if col.Kind == KindMoney {
		col.Header = c.moneyHeader(col.Header)
	}
	return col
}

func (c *composer) header(table, name string) string {
	if k := "report.column." + table + "." + name; c.w.Has(k) {
		return c.say(k, nil)
	}
	return c.say("report.column."+name, nil)
}

func (c *composer) moneyHeader(header string) string {
	if c.d.Currency == "" {
		return header
	}
	return c.say("report.header.money", map[string]any{"header": header, "currency": c.currencyName()})
}

func (c *composer) currencyName() string {
	if k := "report.currency." + c.d.Currency; c.w.Has(k) {
		return c.say(k, nil)
	}
	return c.d.Currency
}

// add appends a row of plain values.
func (t *Table) add(key string, values ...any) *Row {
	cells := make([]TableCell, len(values))
	for i, v := range values {
		cells[i] = cellOf(v)
	}
	t.Rows = append(t.Rows, Row{Key: key, Cells: cells})
	return &t.Rows[len(t.Rows)-1]
}

// cellOf accepts what the results are made of.
func cellOf(v any) TableCell {
	switch v := v.(type) {
	case TableCell:
		return v
	case engine.Money:
		return TableCell{Value: v.Float()}
	case engine.Number:
		return TableCell{Value: number(v)}
	case float64:
		return TableCell{Value: float(v)}
	case int:
		return TableCell{Value: int64(v)}
	case engine.Day:
		if v == engine.NoDay {
			return TableCell{}
		}
		return TableCell{Value: v}
	}
	return TableCell{Value: v}
}

// total appends a totals row: label first, sums as formulas with their value for the
// named columns.
func (t *Table) total(label string, sums ...string) {
	t.Totals = make([]TableCell, len(t.Columns))
	t.Totals[0] = TableCell{Value: label, Kind: KindText}
	for _, key := range sums {
		j := t.ColumnIndex(key)
		t.Totals[j] = TableCell{Value: t.sum(j), Formula: "SUM({" + key + ":col})"}
	}
}

// sum adds a column up exactly: counts as integers, amounts in ten-thousandths.
func (t *Table) sum(j int) any {
	var whole int64
	var money engine.Money
	counts := t.Columns[j].Kind == KindInt
	loose := t.Columns[j].Kind != KindMoney
	var plain float64
	for _, row := range t.Rows {
		switch v := row.Cells[j].Value.(type) {
		case int64:
			whole += v
		case float64:
			money += engine.MoneyOf(v)
			plain += v
		}
	}
	if counts {
		return whole
	}
	if loose {
		return plain
	}
	return money.Float()
}

// share is part ÷ whole, undefined for an empty whole.
func share(part, whole float64) any {
	if whole == 0 {
		return nil
	}
	return float(part / whole)
}

// ratio is a share of this row in its column's sum, as a formula.
func ratio(column string, part, whole float64) TableCell {
	return TableCell{Value: share(part, whole), Formula: "IF(SUM({" + column + ":col})=0,\"—\",{" + column + "}/SUM({" + column + ":col}))"}
}

// rateCells are value, low and high of a rate; a small base shows none of them.
func rateCells(r engine.Rate) []any {
	if r.Small() {
		return []any{nil, nil, nil}
	}
	return []any{r.Value, r.Low, r.High}
}

// remark says why a rate is not shown.
func (c *composer) remark(r engine.Rate) string {
	switch {
	case r.Base == 0:
		return c.say("report.remark.undefined", nil)
	case r.Small():
		return c.say("report.remark.small", nil)
	}
	return ""
}

func heading(s string) Block      { return Block{Heading: s} }
func paragraph(s string) Block    { return Block{Text: s} }
func tableBlock(t *Table) Block   { return Block{Table: t} }
func chartBlock(c ChartRef) Block { return Block{Chart: &c} }

// chart places a chart when the data supports it.
func (c *composer) chart(ref ChartRef) []Block {
	if spec, ok := c.d.FindChart(ref.Key); !ok || spec.Empty() {
		return nil
	}
	return []Block{chartBlock(ref)}
}
