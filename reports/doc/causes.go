package doc

import (
	"cmp"

	"huiliu/assets"
	"huiliu/engine/cause"
)

// maxStated bounds the reasons listed per cause.
const (
	maxStated      = 8
	printedReasons = 3 // the others are folded
)

// causeSheet is why customers left, as far as the data says.
func (c *composer) causeSheet() (Sheet, bool) {
	if len(c.r.Causes.Causes) == 0 {
		return Sheet{}, false
	}
	s := c.sheet("causes")
	s.Blocks = append(s.Blocks, paragraph(c.say("report.causes.wording", nil)))
	if !onlyUnexplained(c.r.Causes.Causes) {
		s.Blocks = append(s.Blocks, c.chart(causeChartRef(c.r))...)
	}
	s.Blocks = append(s.Blocks, tableBlock(c.causeTable()))
	for _, t := range []*Table{c.statedTable(), c.amountTable(), c.reasonAmounts(), c.causeGroups(), c.quoteTable()} {
		if len(t.Rows) > 0 {
			s.Blocks = append(s.Blocks, tableBlock(t))
		}
	}
	return s, true
}

func causeChartRef(r *Results) ChartRef {
	column := "margin"
	if estimated(r) {
		column = "estimate_margin"
	}
	return ChartRef{Key: "causes", Kind: ChartBarH, Table: "causes", X: "cause", Series: []ChartColumn{{column, ToneAccent}}}
}

// causeLabel names a cause in the report's language: the taxonomy's words first.
func causeLabel(r *Results, w *assets.Words, k *cause.Cause) string {
	if e, ok := r.Taxonomy.Entry(k.Key); ok {
		return e.Label[string(w.Lang())]
	}
	if k.Label != "" {
		return k.Label
	}
	return labelOf(w, "cause", k.Key)
}

func (c *composer) causeName(key string) string {
	for i := range c.r.Causes.Causes {
		if c.r.Causes.Causes[i].Key == key {
			return causeLabel(c.r, c.w, &c.r.Causes.Causes[i])
		}
	}
	return causeLabel(c.r, c.w, &cause.Cause{Key: key}) // nobody left for it
}

// estimated reports whether causes are estimated from both lists: then the estimate stands
// before the count.
func estimated(r *Results) bool { return r.Causes.Adjustment == cause.AdjustOK }

// causeCustomers is the column of customers that charts draw.
func causeCustomers(r *Results) string {
	if estimated(r) {
		return "estimate"
	}
	return "customers"
}

func (c *composer) causeTable() *Table {
	columns := []string{"cause:text"}
	if estimated(c.r) {
		columns = append(columns, "estimate:int", "estimate_share:percent", "estimate_low:percent", "estimate_high:percent", "estimate_revenue:money!",
			"estimate_revenue_low:money!", "estimate_revenue_high:money!", "estimate_margin:money", "estimate_margin_low:money", "estimate_margin_high:money", "estimate_part:percent")
	}
	t := c.table("causes", append(columns, "customers:int", "customer_share:percent", "share_low:percent", "share_high:percent",
		"revenue:money", "revenue_low:money!", "revenue_high:money!", "margin:money", "margin_low:money", "margin_high:money", "margin_share:percent", "stated:int", "behaved:int")...)
	t.Note = c.say("cause.adjust."+cmp.Or(c.r.Causes.Adjustment, cause.AdjustAllKnown), nil)
	if estimated(c.r) { // the paper has no room for both in full
		for _, key := range []string{"share_low", "share_high", "revenue", "margin_low", "margin_high", "margin_share"} {
			t.Columns[t.ColumnIndex(key)].Hidden = true
		}
	}
	var all, guess float64
	for i := range c.r.Causes.Causes {
		k := &c.r.Causes.Causes[i]
		all += k.Revenue.Float()
		if k.Adjusted != nil {
			guess += k.Adjusted.Revenue.Float()
		}
	}
	for i := range c.r.Causes.Causes {
		k := &c.r.Causes.Causes[i]
		values := []any{causeLabel(c.r, c.w, k)}
		if a := k.Adjusted; estimated(c.r) {
			values = append(values, days(a.Customers), a.Share, a.ShareLow, a.ShareHigh, c.lostRevenue(a.Revenue), c.lostRevenue(a.RevenueLow), c.lostRevenue(a.RevenueHigh),
				c.marginCell("estimate_revenue", a.Revenue), c.marginCell("estimate_revenue_low", a.RevenueLow), c.marginCell("estimate_revenue_high", a.RevenueHigh),
				ratio("estimate_revenue", a.Revenue.Float(), guess))
		}
		t.add(k.Key, append(values, c.countedCells(k, all)...)...)
	}
	t.total(c.say("common.total", nil), "customers", "revenue", "margin", "stated", "behaved")
	return t
}

// countedCells are the cells of a cause as counted.
func (c *composer) countedCells(k *cause.Cause, all float64) []any {
	v := rateCells(k.Share)
	first := cellOf(v[0])
	if first.Value != nil {
		first.Formula = "{customers}/SUM({customers:col})"
	}
	return []any{k.Customers, first, v[1], v[2], c.lostRevenue(k.Revenue), c.lostRevenue(k.RevenueLow), c.lostRevenue(k.RevenueHigh),
		c.marginCell("revenue", k.Revenue), c.marginCell("revenue_low", k.RevenueLow), c.marginCell("revenue_high", k.RevenueHigh),
		ratio("revenue", k.Revenue.Float(), all), k.Stated, k.Behaved}
}

func (c *composer) statedTable() *Table {
	t := c.table("cause_reasons", "cause:text", "reason:text", "customers:int", "revenue:money", "margin:money")
	t.Group = true
	for i := range c.r.Causes.Causes {
		k := &c.r.Causes.Causes[i]
		for j, r := range k.Reasons {
			if j < maxStated {
				t.add(k.Key+"/"+r.Text, causeLabel(c.r, c.w, k), r.Text, r.Customers, c.lostRevenue(r.Revenue), c.marginCell("revenue", r.Revenue)).Minor = j >= printedReasons
			}
		}
	}
	return t
}

func (c *composer) quoteTable() *Table {
	t := c.table("quotes", "cause:text", "day:day", "customer:id", "words:quote")
	t.Group = true
	for i, q := range c.r.Causes.Quotes {
		t.add(itoa(i+1), c.causeName(q.Key), q.Day, q.CustomerID, q.Text)
	}
	return t
}
