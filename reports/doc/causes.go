package doc

import (
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
		s.Blocks = append(s.Blocks, c.chart(causeChartRef())...)
	}
	s.Blocks = append(s.Blocks, tableBlock(c.causeTable()))
	for _, t := range []*Table{c.statedTable(), c.quoteTable()} {
		if len(t.Rows) > 0 {
			s.Blocks = append(s.Blocks, tableBlock(t))
		}
	}
	return s, true
}

func causeChartRef() ChartRef {
	return ChartRef{Key: "causes", Kind: ChartBarH, Table: "causes", X: "cause", Series: []ChartColumn{{"margin", ToneAccent}}}
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

func (c *composer) causeTable() *Table {
	t := c.table("causes", "cause:text", "customers:int", "customer_share:percent", "share_low:percent", "share_high:percent",
		"revenue:money", "revenue_low:money!", "revenue_high:money!", "margin:money", "margin_low:money", "margin_high:money", "margin_share:percent", "stated:int", "behaved:int")
	var all float64
	for i := range c.r.Causes.Causes {
		all += c.r.Causes.Causes[i].Revenue.Float()
	}
	for i := range c.r.Causes.Causes {
		k := &c.r.Causes.Causes[i]
		v := rateCells(k.Share)
		first := TableCell{Value: v[0]}
		if first = cellOf(v[0]); first.Value != nil {
			first.Formula = "{customers}/SUM({customers:col})"
		}
		t.add(k.Key, causeLabel(c.r, c.w, k), k.Customers, first, v[1], v[2], c.lostRevenue(k.Revenue), c.lostRevenue(k.RevenueLow), c.lostRevenue(k.RevenueHigh),
			c.marginCell("revenue", k.Revenue), c.marginCell("revenue_low", k.RevenueLow), c.marginCell("revenue_high", k.RevenueHigh),
			ratio("revenue", k.Revenue.Float(), all), k.Stated, k.Behaved)
	}
	t.total(c.say("common.total", nil), "customers", "revenue", "margin", "stated", "behaved")
	return t
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
