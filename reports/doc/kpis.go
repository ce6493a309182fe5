package doc

import (
	"math"

	"huiliu/engine"
	"huiliu/engine/describe"
	"huiliu/engine/roster"
)

// kpiSheet is the headline figures with what they are computed from.
func (c *composer) kpiSheet() (Sheet, bool) {
	t := c.table("kpis", "item:text", "value:percent_", "low:percent", "high:percent", "events:int", "base:int", "note:text", "app:decimal4!", "check:int!")
	rates, loss := &c.r.Describe.Rates, &c.r.Describe.Loss
	c.kpiRate(t, "churn", rates.Churn)
	c.kpiRate(t, "retention", rates.Retention)
	if !c.r.Contractual() {
		c.kpiConverted(t)
		c.kpiRate(t, "recovery", rates.Recovery)
		c.kpiRate(t, "silent", rates.Silent)
		c.kpiRate(t, "one_time", rates.OneTime)
		c.kpiRate(t, "one_time_lost", rates.OneTimeLost)
	}
	if c.r.Winback.Skipped == "" {
		c.kpiRate(t, "natural", c.r.Winback.Overall)
	}
	c.kpi(t, "lost_customers", counted(loss.Customers, ratePart("silent")), KindInt)
	c.kpi(t, "lost_revenue", c.lostRevenue(loss.Revenue), KindMoney)
	c.marginRate(t)
	c.lostMargin(t)
	c.kpi(t, "top_share", loss.TopShare, KindPercent)
	if c.r.Watch.Customers > 0 {
		c.kpi(t, "watch_customers", c.r.Watch.Customers, KindInt)
		expected := c.kpi(t, "expected_churners", c.r.Watch.Expected, KindInt)
		if c.r.Watch.Horizon == 0 { // no dates: alike today, not leaving by a day
			expected.Cells[0].Value = c.say("report.kpi.expected_churners.alike", nil)
			expected.Cells[6].Value = c.say("report.kpi.expected_churners.alike.note", nil)
		}
	}
	s := c.sheet("kpis", tableBlock(t))
	if c.r.Contractual() {
		s.Blocks = append(s.Blocks, tableBlock(c.definitionTable()))
		if c.r.Lab.Dated {
			s.Blocks = append(s.Blocks, tableBlock(c.graceTable()))
		}
		if !onlyUnexplained(c.r.Causes.Causes) {
			s.Blocks = append(s.Blocks, c.chart(ChartRef{Key: "causes_customers", Kind: ChartBarH, Table: "causes", X: "cause", Series: []ChartColumn{{causeCustomers(c.r), ToneAccent}}})...)
		}
	}
	s.Blocks = append(s.Blocks, c.chart(c.flowChartRef())...)
	return s, true
}

func (c *composer) kpiRate(t *Table, key string, r engine.Rate) {
	v := rateCells(r)
	note := c.remark(r)
	if note == "" {
		note = c.say("report.kpi."+key+".note", nil)
	}
	parts := rateParts[key]
	t.add(key, c.say("report.kpi."+key, nil), v[0], v[1], v[2], counted(r.Events, ratePart(parts[0])), counted(r.Base, ratePart(parts[1])), note, nil, nil)
}

// rateParts are the customers a rate counts and is taken of.
var rateParts = map[string][2]string{
	"churn": {"churned", "active"}, "retention": {"kept", "active"}, "recovery": {"recovered", "was_lost"},
	"silent": {"silent", "known"}, "one_time": {"one_time", "known"}, "one_time_lost": {"one_time_lost", "one_time"},
}

// ratePart names one of them; "" none.
func ratePart(part string) Group {
	if part == "" {
		return Group{}
	}
	return group(roster.Rates, part, "")
}

// kpiConverted is churn a month and a year, and what revenue stayed.
func (c *composer) kpiConverted(t *Table) {
	blank := TableCell{Value: ""}
	for i, key := range []string{"churn_month", "churn_year"} {
		if k := c.r.Describe.Converted; i < len(k) && !c.r.Describe.Rates.Churn.Small() {
			t.add(key, c.say("report.kpi."+key, nil), k[i].Value, k[i].Low, k[i].High, blank, blank, c.say("report.kpi."+key+".note", nil), nil, nil)
		}
	}
	if n := &c.r.Describe.NetRetention; n.Customers > 0 && n.Value.Defined() {
		t.add("net_retention", c.say("report.kpi.net_retention", nil), n.Value, n.Low, n.High, blank, n.Customers, c.say("report.kpi.net_retention.note", nil), nil, nil)
	}
}

func (c *composer) kpi(t *Table, key string, value any, kind Kind) *Row {
	cell := cellOf(value)
	cell.Kind = kind
	if kind == KindPercent {
		cell.Digits = 1
	}
	name := c.say("report.kpi."+key, nil)
	if kind == KindMoney {
		name = c.moneyHeader(name)
	}
	blank := TableCell{Value: ""}
	return t.add(key, name, cell, blank, blank, blank, blank, c.say("report.kpi."+key+".note", nil), nil, nil)
}

func (c *composer) marginRate(t *Table) {
	rate := c.r.Describe.Loss.MarginRate
	row := c.kpi(t, "margin_rate", rate, KindPercent)
	if c.liveMargin() {
		row.Cells[1].Formula = "{margin_rate}"
	}
	row.Cells[6].Value = c.marginSource()
}

// marginSource says whose the margin rate is.
func (c *composer) marginSource() string {
	source := string(c.r.Describe.Loss.MarginSource)
	if k := "report.margin." + source; c.w.Has(k) {
		return c.say(k, nil)
	}
	return source
}

// liveMargin reports whether the loss follows the margin assumption of the workbook:
// only when the assumption there is the rate the loss was computed with.
func (c *composer) liveMargin() bool {
	loss := &c.r.Describe.Loss
	if c.r.Winback.Skipped != "" || float64(c.r.Winback.Assumptions.MarginRate) != float64(loss.MarginRate) {
		return false
	}
	margin := loss.Margin.Float()
	return math.Abs(loss.Revenue.Float()*float64(loss.MarginRate)-margin) <= math.Max(0.01, 1e-9*math.Abs(margin))
}

// lostRevenue is an amount of lost customers, undefined when the file has no amounts.
func (c *composer) lostRevenue(m engine.Money) any {
	if c.r.Describe.Loss.Basis == describe.BasisNone {
		return nil
	}
	return m
}

// marginCell is a lost margin: the revenue of another column of its row times the
// margin rate, as a formula over the workbook's assumption.
func (c *composer) marginCell(column string, revenue engine.Money) TableCell {
	if c.r.Describe.Loss.Basis == describe.BasisNone {
		return TableCell{}
	}
	cell := TableCell{Value: revenue.Float() * float64(c.r.Describe.Loss.MarginRate)}
	if c.liveMargin() {
		cell.Formula = "{" + column + "}*{margin_rate}"
	}
	return cell
}

// lostMargin is revenue × margin rate, compared with what the program computed.
func (c *composer) lostMargin(t *Table) {
	loss := &c.r.Describe.Loss
	if loss.Basis == describe.BasisNone {
		c.kpi(t, "lost_margin", nil, KindMoney)
		return
	}
	row := c.kpi(t, "lost_margin", loss.Margin, KindMoney)
	if !c.liveMargin() {
		return
	}
	margin := loss.Revenue.Float() * float64(loss.MarginRate)
	row.Cells[1].Value, row.Cells[1].Formula = margin, "{kpis.value@lost_revenue}*{kpis.value@margin_rate}"
	row.Cells[7] = row.Cells[1]
	row.Cells[7].Formula = ""
	row.Cells[8] = TableCell{Value: int64(0), Formula: "IF(ABS({value}-{app})<=0.000000001*MAX(1,ABS({app})),0,1)"}
}
