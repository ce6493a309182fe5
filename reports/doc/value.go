package doc

import (
	"math"
	"strconv"
	"strings"

	"huiliu/engine"
	"huiliu/engine/roster"
	"huiliu/engine/value"
)

// valueSheet says how much customers are expected to buy and to be worth.
func (c *composer) valueSheet() (Sheet, bool) {
	v := &c.r.Value
	if v.Skipped != "" || v.Used == "" {
		return Sheet{}, false
	}
	s := c.sheet("value", tableBlock(c.valueFacts()), tableBlock(c.valueBands()))
	if len(v.Holdout.Entrants) > 0 {
		s.Blocks = append(s.Blocks, tableBlock(c.entrantTable()))
	}
	if len(v.Holdout.Track) > 0 {
		s.Blocks = append(s.Blocks, c.chart(ChartRef{Key: "value_track", Kind: ChartLine, Table: "value_track", X: "week",
			Series: []ChartColumn{{"actual", ToneAccent}, {"expected", ToneNeutral}}})...)
		s.Blocks = append(s.Blocks, tableBlock(c.trackTable()))
	}
	if v.Retention != nil {
		s.Blocks = append(s.Blocks, tableBlock(c.retentionTable()))
	}
	if len(v.Top) > 0 {
		s.Blocks = append(s.Blocks, tableBlock(c.topTable()))
	}
	return s, true
}

// entrantLabel names a purchase model or a rule of the holdout.
func (c *composer) entrantLabel(key string) string { return c.say("value.entrant."+key, nil) }

func (c *composer) valueFacts() *Table {
	v := &c.r.Value
	t := c.table("value", "item:text", "value:decimal1", "low:decimal1", "high:decimal1", "note:text")
	blank := TableCell{Value: ""}
	add := func(key string, kind Kind, values ...any) {
		cells := []any{c.say("report.value."+key, nil)}
		if kind == KindMoney {
			cells[0] = c.moneyHeader(c.say("report.value."+key, nil))
		}
		for _, x := range values {
			cell := cellOf(x)
			cell.Kind = kind
			if kind == KindPercent {
				cell.Digits = 1
			}
			cells = append(cells, cell)
		}
		for len(cells) < 4 {
			cells = append(cells, blank)
		}
		t.add(key, append(cells, c.valueNote(key))...)
	}
	add("customers", KindInt, v.Customers)
	if v.Retention == nil {
		add("repeaters", KindInt, v.Repeaters)
		add("purchases", KindInt, v.Purchases.Value, v.Purchases.Low, v.Purchases.High)
	}
	if v.NoValue == "" {
		add("total", KindMoney, c.byMargin(v.Value.Value), c.byMargin(v.Value.Low), c.byMargin(v.Value.High))
		add("mean", KindMoney, c.byMargin(v.Mean))
	}
	add("months", KindInt, v.Terms.Months)
	margin := cellOf(v.Terms.Margin)
	if c.liveMargin() {
		margin.Formula = "{margin_rate}"
	}
	add("margin", KindPercent, margin)
	add("discount", KindPercent, v.Terms.Discount)
	if v.Retention == nil {
		add("bias", KindPercent, c.usedEntrant().Bias)
		c.adjusted(t, "purchases", KindInt)
		if v.NoValue == "" {
			c.adjusted(t, "total", KindMoney)
			d := v.Spend.Dependence
			add("dependence", KindDecimal, d.Value, d.Low, d.High)
		}
	}
	return t
}

// byMargin is an amount of margin that follows the margin rate of the assumptions,
// which it is proportional to.
func (c *composer) byMargin(v engine.Number) TableCell {
	cell := TableCell{Value: number(v)}
	if rate := float64(c.r.Describe.Loss.MarginRate); c.liveMargin() && v.Defined() && rate > 0 {
		cell.Formula = strconv.FormatFloat(float64(v)/rate, 'g', -1, 64) + "*{margin_rate}"
	}
	return cell
}

// adjusted divides an expectation by what the same method was off on the past stretch.
func (c *composer) adjusted(t *Table, key string, kind Kind) {
	whole, _ := t.Cell(key, "value")
	bias, _ := t.Cell("bias", "value")
	v, ok := whole.Value.(float64)
	b, known := bias.Value.(float64)
	if !ok || !known || b <= -1 {
		return
	}
	name, blank := c.say("report.value."+key+".adjusted", nil), TableCell{Value: ""}
	if kind == KindMoney {
		name = c.moneyHeader(name)
	}
	t.add(key+"_adjusted", name, TableCell{Value: v / (1 + b), Kind: kind, Formula: "{value.value@" + key + "}/(1+{value.value@bias})"},
		blank, blank, c.say("report.value.adjusted.note", nil))
}

// valueNote says what a figure is; for the model and its weak spots in words.
func (c *composer) valueNote(key string) string {
	v := &c.r.Value
	switch {
	case key == "total" && v.Retention != nil:
		return c.say("report.value.total.note.contract", map[string]any{"model": c.entrantLabel(v.Used)})
	case key == "customers" && v.Retention != nil:
		return c.say("report.value.customers.note.contract", nil)
	case key == "dependence" && math.Abs(float64(v.Spend.Dependence.Value)) > 0.2:
		return c.say("report.value.dependence.note.strong", nil)
	}
	return c.say("report.value."+key+".note", map[string]any{"model": c.entrantLabel(v.Used)})
}

// usedEntrant is the model behind the figures, as judged.
func (c *composer) usedEntrant() value.Entrant {
	for _, e := range c.r.Value.Holdout.Entrants {
		if e.Key == c.r.Value.Used {
			return e
		}
	}
	return value.Entrant{Bias: engine.Undefined(), MAE: engine.Undefined()}
}

func (c *composer) valueBands() *Table {
	v := &c.r.Value
	t := c.table("value_bands", "band:text", "customers:int", "purchases:int", "value:money", "share:percent")
	key := "report.value.band"
	if v.Retention != nil {
		key = "report.value.age"
		t.Note = c.say("report.note.value_bands.contract", nil)
	}
	for i, b := range v.Bands {
		args := map[string]any{"from": b.From, "to": b.To}
		name, behind := c.say(key, args), group(roster.Band, itoa(i), "")
		if v.Retention != nil {
			behind = group(roster.Remaining, itoa(b.From), itoa(b.To))
			args["to"] = b.To - 1
			name = c.say("report.bounds.age.both.months", args)
			if b.To == 0 {
				name = c.say("report.bounds.age.from.months", args)
			}
		}
		t.add(itoa(b.From), name, counted(b.Customers, behind), b.Purchases, c.byMargin(b.Value), b.Share)
	}
	return t
}

func (c *composer) entrantTable() *Table {
	h := &c.r.Value.Holdout
	t := c.table("value_holdout", "entrant:text", "expected:int", "actual:int", "bias:percent", "mae:decimal3", "rmse:decimal3", "corr:decimal3", "verdict:text")
	t.Note = c.say("report.note.value_holdout", map[string]any{"cutoff": h.Cutoff.String(), "days": h.Days, "customers": c.w.Int(h.Customers)})
	best := engine.Number(math.Inf(1))
	for _, e := range h.Entrants {
		if e.MAE.Defined() {
			best = min(best, e.MAE)
		}
	}
	for _, e := range h.Entrants {
		var verdict []string
		switch {
		case e.Problem != "":
			verdict = append(verdict, c.say("report.value.failed", nil))
		case e.Key == c.r.Value.Used:
			verdict = append(verdict, c.say("report.value.used", nil))
		case e.MAE == best:
			verdict = append(verdict, c.say("report.value.closest", nil))
		}
		verdict = append(verdict, c.limits(e.Limits)...)
		actual := any(h.Actual)
		t.add(e.Key, c.entrantLabel(e.Key), TableCell{Value: number(e.Expected)}, actual, e.Bias, e.MAE, e.RMSE, e.Corr, strings.Join(verdict, c.say("common.list.separator", nil)))
	}
	return t
}

// limits says where data lie at the edge of a model.
func (c *composer) limits(codes []string) (out []string) {
	for _, code := range codes {
		out = append(out, c.say("value.limit."+code, nil))
	}
	return out
}

func (c *composer) trackTable() *Table {
	h := &c.r.Value.Holdout
	t := c.table("value_track", "day:day", "week:int", "actual:int", "expected:int")
	for _, p := range h.Track {
		t.add(p.Day.String(), p.Day, TableCell{Value: weeksSince(h, p.Day)}, p.Actual, TableCell{Value: number(p.Expected)})
	}
	t.foldAll(8)
	return t
}

// weeksSince counts weeks from the first point of the tracking plot.
func weeksSince(h *value.Holdout, d engine.Day) float64 { return float64(d-h.Track[0].Day) / 7 }

func (c *composer) retentionTable() *Table {
	t := c.table("value_retention", "month:int", "observed:percent", "fitted:percent")
	t.Columns[0].Header = c.say("report.column.lifetime_curve.time.months", nil)
	if edge := c.limits(c.r.Value.Retention.Limits); len(edge) > 0 {
		t.Note += c.say("report.reason.separator", nil) + strings.Join(edge, c.say("common.list.separator", nil))
	}
	for _, p := range c.r.Value.Retention.Curve {
		t.add(itoa(p.Month), TableCell{Value: int64(p.Month)}, p.Observed, p.Fitted)
	}
	return t
}

func (c *composer) topTable() *Table {
	t := c.table("value_top", "customer:id", "purchase_days:int", "silence:int", "purchases:decimal1", "value:money")
	for _, k := range c.r.Value.Top {
		t.add(k.CustomerID, k.CustomerID, k.PurchaseDays, k.Silence, k.Purchases, c.byMargin(k.Value))
	}
	return t
}

func (c *composer) sayValue() (Sentence, bool) {
	v := &c.r.Value
	if v.Skipped != "" || v.Used == "" {
		return Sentence{}, false
	}
	s := c.sentence().ref("customers", "value", "customers", "value").ref("months", "value", "months", "value")
	if v.Retention != nil {
		if v.NoValue != "" {
			return Sentence{}, false
		}
		s.ref("value", "value", "total", "value").ref("low", "value", "total", "low").ref("high", "value", "total", "high").ref("margin", "value", "margin", "value")
		return s.end("value", "report.say.value.contract")
	}
	s.ref("purchases", "value", "purchases", "value")
	s.word("money", s.part("report.say.value.money", "", map[string][3]string{"value": {"value", "total", "value"}, "margin": {"value", "margin", "value"}, "discount": {"value", "discount", "value"}}))
	s.word("top", s.part("report.say.value.top", "", map[string][3]string{"share": {"value_bands", "0", "share"}}))
	s.word("adjusted", s.part("report.say.value.adjusted", "", map[string][3]string{"adjusted": {"value", "purchases_adjusted", "value"}}))
	s.ref("bias", "value", "bias", "value").word("direction", c.say("report.say.value."+biasDirection(c.usedEntrant()), nil))
	return s.end("value", "report.say.value")
}

func biasDirection(e value.Entrant) string {
	if e.Bias > 0 {
		return "over"
	}
	return "under"
}

// valueTrack draws cumulative repeat purchases, come and expected.
func (g *gallery) valueTrack() Chart {
	h := &g.r.Value.Holdout
	if len(h.Track) == 0 {
		return Chart{}
	}
	actual := Series{Name: g.w.Say("report.chart.value_track.actual", nil), Tone: ToneAccent}
	expected := Series{Name: g.w.Say("report.chart.value_track.expected", nil), Tone: ToneContrast, Dashed: true}
	for _, p := range h.Track {
		x := weeksSince(h, p.Day)
		actual.X, actual.Y = append(actual.X, x), append(actual.Y, float64(p.Actual))
		expected.X, expected.Y = append(expected.X, x), append(expected.Y, float64(p.Expected))
	}
	bias := engine.Undefined()
	for _, e := range h.Entrants {
		if e.Key == g.r.Value.Used {
			bias = e.Bias
		}
	}
	direction := "over"
	if bias < 0 {
		direction = "under"
	}
	args := map[string]any{"bias": g.w.Percent(math.Abs(float64(bias)), 1), "days": h.Days, "cutoff": h.Cutoff.String(), "model": g.w.Say("value.entrant."+g.r.Value.Used, nil)}
	c := g.new("value_track", ChartLine, args)
	c.Title = g.w.Say("report.chart.value_track."+direction, args)
	c.Unit, c.XUnit, c.Series = UnitCount, UnitCount, []Series{actual, expected}
	c.References = []Reference{{OnX: true, Value: weeksSince(h, h.Cutoff), Label: g.w.Say("report.chart.value_track.cutoff", nil), Tone: ToneNeutral}}
	return c
}

// valueBands draws how the value is spread over the customers.
func (g *gallery) valueBands() Chart {
	v := &g.r.Value
	if len(v.Bands) == 0 || v.Retention != nil || !v.Bands[0].Share.Defined() {
		return Chart{}
	}
	s := Series{Name: g.w.Say("report.chart.value_bands.series", nil), Tone: ToneAccent}
	c := g.new("value_bands", ChartBarH, map[string]any{"share": g.w.Percent(float64(v.Bands[0].Share), 1)})
	for i, b := range v.Bands {
		c.Categories = append(c.Categories, g.w.Say("report.value.band", map[string]any{"from": b.From, "to": b.To}))
		s.addCount(float64(b.Share), group(roster.Band, itoa(i), ""))
		s.Count = append(s.Count, float64(b.Customers))
	}
	c.Unit, c.Digits, c.Series = UnitPercent, 1, []Series{s}
	return c
}

// retention draws the observed and the fitted curve of contracts.
func (g *gallery) retention() Chart {
	k := g.r.Value.Retention
	if k == nil {
		return Chart{}
	}
	seen := Series{Name: g.w.Say("report.chart.value_retention.observed", nil), Tone: ToneAccent}
	fitted := Series{Name: g.w.Say("value.entrant."+g.r.Value.Used, nil), Tone: ToneContrast, Dashed: true}
	for _, p := range k.Curve {
		seen.X, seen.Y = append(seen.X, float64(p.Month)), append(seen.Y, float64(p.Observed))
		fitted.X, fitted.Y = append(fitted.X, float64(p.Month)), append(fitted.Y, float64(p.Fitted))
	}
	c := g.new("value_retention", ChartLine, nil)
	c.Unit, c.XUnit, c.Series, c.FixedRange = UnitPercent, UnitCount, []Series{seen, fitted}, &[2]float64{0, 1}
	return c
}
