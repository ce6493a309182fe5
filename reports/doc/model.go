package doc

import (
	"math"
	"strings"

	"huiliu/assets"
	"huiliu/engine"
	"huiliu/engine/explain"
	"huiliu/engine/modelbook"
)

// featureLabelOf names a feature; a column of the customer table is its own name.
func featureLabelOf(w *assets.Words, name string) string {
	if key := "feature." + name; w.Has(key) {
		return w.Say(key, nil)
	}
	return name
}

// mostNamed is how many columns of a block are named.
const mostNamed = 3

// blockLabel names a block by its columns.
func blockLabel(w *assets.Words, b explain.Block) string {
	names := make([]string, 0, mostNamed)
	for _, column := range b.Columns[:min(len(b.Columns), mostNamed)] {
		names = append(names, featureLabelOf(w, column))
	}
	text := strings.Join(names, w.Say("common.list.separator", nil))
	if n := len(b.Columns); n > mostNamed {
		return w.Say("report.model.block.more", map[string]any{"names": text, "count": n})
	}
	return text
}

// modelSheet says what the model goes by and how models did over time.
func (c *composer) modelSheet() (Sheet, bool) {
	if c.r.Explain.Model == "" {
		return Sheet{}, false
	}
	how := "report.model.how"
	if c.r.Contractual() { // which have no later customers
		how = "report.model.how.contract"
	}
	s := c.sheet("model", paragraph(c.say(how, map[string]any{"model": modelLabel(c.w, c.r.Explain.Model)})))
	if !c.r.Explain.Used {
		s.Blocks = append(s.Blocks, paragraph(c.say("report.model.rule", map[string]any{"rule": modelLabel(c.w, c.r.Race.Verdict.Winner)})))
	}
	s.Blocks = append(s.Blocks, c.chart(ChartRef{Key: "importance", Kind: ChartBarH, Table: "importance", X: "block", To: min(mostImportant, len(c.r.Explain.Importance.Blocks)),
		Series: []ChartColumn{{"auc", ToneAccent}}})...)
	s.Blocks = append(s.Blocks, tableBlock(c.importanceTable()))
	if len(c.r.Explain.Curves) > 0 {
		s.Blocks = append(s.Blocks, tableBlock(c.dependTable()))
	}
	if h := &c.r.Life.History; len(h.Months) > 0 {
		s.Blocks = append(s.Blocks, paragraph(c.historyText()))
		s.Blocks = append(s.Blocks, c.chart(ChartRef{Key: "model_alerts", Kind: ChartBars, Table: "model_months", X: "month",
			Series: []ChartColumn{{"alerted", ToneWarning}, {"churned", ToneNeutral}}})...)
		s.Blocks = append(s.Blocks, tableBlock(c.monthTable()))
	}
	if len(c.r.Life.Reviews) > 0 {
		s.Blocks = append(s.Blocks, tableBlock(c.versionTable()))
	}
	return s, true
}

// sayModel names what matters most to the model, as far as anything can be told.
func (c *composer) sayModel() (Sentence, bool) {
	i := &c.r.Explain.Importance
	if len(i.Blocks) == 0 {
		return Sentence{}, false
	}
	row := strings.Join(i.Blocks[0].Columns, "+")
	s := c.sentence().ref("first", "importance", row, "block")
	if i.Blocks[0].AUC.None() {
		return s.end("model", "report.say.model.none")
	}
	s.ref("auc", "importance", row, "auc").ref("low", "importance", row, "low").ref("high", "importance", row, "high")
	return s.end("model", "report.say.model")
}

func (c *composer) importanceTable() *Table {
	i := &c.r.Explain.Importance
	t := c.table("importance", "block:text", "auc:decimal4_", "low:decimal4", "high:decimal4", "loss:decimal4", "remark:text")
	t.Columns[0].Width = 48
	t.Note = c.say("report.note.importance", map[string]any{"rows": i.Rows, "repeats": i.Repeats, "auc": c.show(float64(i.AUC), KindDecimal, 3),
		"threshold": c.w.Decimal(i.Threshold, 1)})
	for k, b := range i.Blocks {
		remark := ""
		if b.AUC.None() {
			remark = c.say("report.model.noise", nil)
		}
		row := t.add(strings.Join(b.Columns, "+"), blockLabel(c.w, b.Block), b.AUC.Value, b.AUC.Low, b.AUC.High, b.LogLoss.Value, remark)
		row.Minor = k >= mostPrinted
	}
	return t
}

func (c *composer) dependTable() *Table {
	t := c.table("curves", "feature:text", "value:text", "probability:percent", "low:percent", "high:percent", "rows:int", "shape:text")
	t.Group = true
	for i := range c.r.Explain.Curves {
		d := &c.r.Explain.Curves[i]
		for j, p := range d.Points {
			t.add(d.Column+"."+itoa(j), c.featureLabel(d.Column), c.pointText(d, p), p.Probability, p.Low, p.High, p.Rows, c.say("model.shape."+d.Shape, nil))
		}
	}
	return t
}

// pointText is a value of a feature as it is read.
func (c *composer) pointText(d *explain.Dependence, p explain.Point) string {
	switch {
	case p.Missing:
		return c.say("report.scorecard.missing", nil)
	case d.Words:
		return p.Level
	}
	return c.quantity(float64(p.Value), string(unitOfFeature(d.Column)))
}

func (c *composer) monthTable() *Table {
	h := &c.r.Life.History
	t := c.table("model_months", "month:day", "fresh:decimal3_", "low:decimal3", "high:decimal3", "kept:decimal3_", "gain:text", "alerted:percent_", "alerted_low:percent", "alerted_high:percent",
		"churned:percent_", "expected:percent_", "base:int")
	t.Note = c.say("report.note.model_months", map[string]any{"window": h.Window, "share": c.w.Percent(h.Share, 0)})
	for _, m := range h.Months {
		a := rateCells(m.Fresh.Alerted)
		t.add(m.Day.String(), m.Day, m.Fresh.AUC.Value, m.Fresh.AUC.Low, m.Fresh.AUC.High, m.Kept.AUC.Value, c.gainText(m), a[0], a[1], a[2],
			m.Churned.Value, m.Fresh.Expected, m.Churned.Base)
	}
	return t
}

// gainText says whether fitting again paid that month.
func (c *composer) gainText(m modelbook.Month) string {
	switch g := m.Gain; {
	case g.Low > 0:
		return c.say("model.gain.better", nil)
	case g.High < 0:
		return c.say("model.gain.worse", nil)
	}
	return c.say("model.gain.tie", nil)
}

// historyText sums the months up.
func (c *composer) historyText() string { return HistoryText(c.w, &c.r.Life.History) }

// HistoryText says in a sentence what fitting again every month would have brought, and
// how the lists did.
func HistoryText(w *assets.Words, h *modelbook.History) string {
	if len(h.Months) == 0 {
		return w.Say("model.skipped."+h.Skipped, nil)
	}
	better, worse := 0, 0
	var hits, alerts int64
	for _, m := range h.Months {
		if m.Gain.Low > 0 {
			better++
		}
		if m.Gain.High < 0 {
			worse++
		}
		hits, alerts = hits+m.Fresh.Alerted.Events, alerts+m.Fresh.Alerted.Base
	}
	last := h.Months[len(h.Months)-1]
	key := "model.history.tie"
	switch {
	case better > worse:
		key = "model.history.refit"
	case worse > better:
		key = "model.history.keep"
	}
	r := engine.NewRate(hits, alerts)
	args := map[string]any{"months": len(h.Months), "first": h.Months[0].Day.String(), "last": last.Day.String(), "better": better, "worse": worse,
		"share": w.Percent(h.Share, 0), "rate": w.Percent(float64(r.Value), 0), "hits": w.Int(hits), "alerts": w.Int(alerts), "window": h.Window}
	return w.Say("model.history", args) + w.Say(key, args)
}

func (c *composer) versionTable() *Table {
	t := c.table("model_versions", "version:int", "kept_at:text", "model:text", "known:day", "auc:decimal3", "newer:decimal3_", "present:decimal3_", "drift:decimal2_", "advice:text")
	t.Columns[8].Width = 44
	for i := range c.r.Life.Reviews {
		v := &c.r.Life.Reviews[i]
		newer, present := engine.Undefined(), engine.Undefined()
		if v.Newer {
			newer, present = v.Quality.AUC.Value, v.Against.AUCA
		}
		t.add(itoa(int(v.ID)), v.ID, v.KeptAt[:min(len(v.KeptAt), len("2006-01-02"))], modelLabel(c.w, v.Kind), v.Known, v.AUC.Value, newer, present, v.Drift.Score.PSI, AdviceText(c.w, v))
	}
	return t
}

// AdviceText says what to do about a kept version and why.
func AdviceText(w *assets.Words, v *modelbook.Review) string {
	args := map[string]any{"days": v.Age, "diff": w.Decimal(float64(v.Against.Diff), 3), "low": w.Decimal(float64(v.Against.Low), 3), "high": w.Decimal(float64(v.Against.High), 3),
		"ratio": w.Decimal(float64(v.Quality.Ratio), 2)}
	var names []string
	for _, column := range v.Drifting[:min(len(v.Drifting), mostNamed)] {
		names = append(names, featureLabelOf(w, column))
	}
	args["columns"] = strings.Join(names, w.Say("common.list.separator", nil))
	return w.Say("model.advice."+v.Advice, args)
}

// mostPrinted is how many blocks a printed page shows.
const mostPrinted = 20

// mostImportant is how many blocks the chart draws.
const mostImportant = 12

func (g *gallery) importance() Chart {
	i := &g.r.Explain.Importance
	if len(i.Blocks) == 0 {
		return Chart{}
	}
	c := g.new("importance", ChartDots, map[string]any{"first": blockLabel(g.w, i.Blocks[0].Block), "model": modelLabel(g.w, g.r.Explain.Model)})
	c.Unit, c.Digits = UnitDecimal, 3
	if g.r.Contractual() {
		c.Note = g.w.Say("report.chart.importance.contract", nil)
	}
	s := Series{Name: g.w.Say("report.column.importance.auc", nil)}
	for _, b := range i.Blocks[:min(len(i.Blocks), mostImportant)] {
		tone := ToneAccent
		if b.AUC.None() {
			tone = ToneNeutral
		}
		c.Categories = append(c.Categories, shorten(blockLabel(g.w, explain.Block{Columns: b.Columns[:1]}), len(b.Columns)))
		s.Y, s.Low, s.High, s.Tones = append(s.Y, float64(b.AUC.Value)), append(s.Low, float64(b.AUC.Low)), append(s.High, float64(b.AUC.High)), append(s.Tones, tone)
	}
	c.Series = []Series{s}
	c.References = []Reference{{Value: 0, Tone: ToneNeutral}}
	return c
}

// shorten says that a block has more columns than the one named.
func shorten(name string, columns int) string {
	if columns > 1 {
		return name + " +" + itoa(columns-1)
	}
	return name
}

// curves are the ways the probability moves with one feature.
func (g *gallery) curves() []Chart {
	var out []Chart
	for k := range g.r.Explain.Curves {
		d := &g.r.Explain.Curves[k]
		args := map[string]any{"feature": featureLabelOf(g.w, d.Column), "span": g.w.Percent(d.Span, 0)}
		c := g.new("curve", ChartLine, args)
		c.Key, c.Unit, c.Digits = "curve_"+itoa(k+1), UnitPercent, 0
		c.Title = g.w.Say("report.chart.curve."+d.Shape, args)
		c.Name, c.XLabel = featureLabelOf(g.w, d.Column), featureLabelOf(g.w, d.Column)
		s := Series{Name: g.w.Say("report.chart.curve.series", nil), Tone: ToneAccent}
		if d.Words {
			c.Kind, c.XLabel = ChartDots, ""
		}
		for _, p := range d.Points {
			switch {
			case d.Words && !p.Missing:
				c.Categories = append(c.Categories, p.Level)
			case d.Words:
				c.Categories = append(c.Categories, g.w.Say("report.scorecard.missing", nil))
			case p.Missing:
				c.References = append(c.References, Reference{Value: p.Probability, Label: g.w.Say("report.scorecard.missing", nil), Tone: ToneNeutral})
				continue
			default:
				s.X = append(s.X, float64(p.Value))
			}
			s.Y, s.Low, s.High, s.Count = append(s.Y, p.Probability), append(s.Low, p.Low), append(s.High, p.High), append(s.Count, float64(p.Rows))
		}
		c.Series = []Series{s}
		out = append(out, c)
	}
	return out
}

// modelMonths is the AUC month by month, fitted anew and kept.
func (g *gallery) modelMonths() Chart {
	h := &g.r.Life.History
	if len(h.Months) == 0 {
		return Chart{}
	}
	c := g.new("model_months", ChartLine, nil)
	c.Title = HistoryTitle(g.w, h)
	c.Unit, c.Digits, c.XUnit = UnitDecimal, 2, UnitDay
	fresh := Series{Name: g.w.Say("report.chart.model_months.fresh", nil), Tone: ToneAccent}
	kept := Series{Name: g.w.Say("report.chart.model_months.kept", nil), Tone: ToneNeutral, Dashed: true}
	for _, m := range h.Months {
		x := float64(m.Day)
		fresh.X, fresh.Y, fresh.Low, fresh.High = append(fresh.X, x), append(fresh.Y, float64(m.Fresh.AUC.Value)), append(fresh.Low, float64(m.Fresh.AUC.Low)), append(fresh.High, float64(m.Fresh.AUC.High))
		kept.X, kept.Y = append(kept.X, x), append(kept.Y, float64(m.Kept.AUC.Value))
	}
	c.Series = []Series{fresh, kept}
	return c
}

// modelAlerts is what became of the customers the lists warned of, month by month.
func (g *gallery) modelAlerts() Chart {
	h := &g.r.Life.History
	if len(h.Months) == 0 {
		return Chart{}
	}
	c := g.new("model_alerts", ChartLine, nil)
	c.Unit, c.Digits, c.XUnit = UnitPercent, 0, UnitDay
	alerted := Series{Name: g.w.Say("report.chart.model_alerts.alerted", nil), Tone: ToneWarning}
	all := Series{Name: g.w.Say("report.chart.model_alerts.churned", nil), Tone: ToneNeutral}
	expected := Series{Name: g.w.Say("report.chart.model_alerts.expected", nil), Tone: ToneAccent, Dashed: true}
	for _, m := range h.Months {
		x, a := float64(m.Day), m.Fresh.Alerted
		y, low, high := float64(a.Value), float64(a.Low), float64(a.High)
		if a.Small() {
			y, low, high = math.NaN(), math.NaN(), math.NaN()
		}
		alerted.X, alerted.Y, alerted.Low, alerted.High = append(alerted.X, x), append(alerted.Y, y), append(alerted.Low, low), append(alerted.High, high)
		all.X, all.Y = append(all.X, x), append(all.Y, float64(m.Churned.Value))
		expected.X, expected.Y = append(expected.X, x), append(expected.Y, float64(m.Fresh.Expected))
	}
	c.Series = []Series{alerted, all, expected}
	return c
}

// HistoryTitle is the finding of the months.
func HistoryTitle(w *assets.Words, h *modelbook.History) string {
	better := 0
	for _, m := range h.Months {
		if m.Gain.Low > 0 {
			better++
		}
	}
	key := "report.chart.model_months.tie"
	if better > 0 {
		key = "report.chart.model_months.refit"
	}
	return w.Say(key, map[string]any{"better": better, "months": len(h.Months)})
}
