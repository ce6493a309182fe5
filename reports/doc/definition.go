package doc

import (
	"huiliu/engine"
	"huiliu/engine/churn"
)

// maxGapRows keeps the curve readable in a table; charts use their own reduction.
const maxGapRows = 24

// definitionSheet says what "left" means and shows the evidence.
func (c *composer) definitionSheet() (Sheet, bool) {
	if c.r.Contractual() {
		return Sheet{}, false // two lines, which stand with the key figures
	}
	s := c.sheet("definition", tableBlock(c.definitionTable()))
	if len(c.r.Lab.Gaps.Points) > 0 {
		s.Blocks = append(s.Blocks, tableBlock(c.gapFacts()))
	}
	if len(c.r.Lab.ByOrder) > 0 {
		s.Blocks = append(s.Blocks, tableBlock(c.orderGaps()), tableBlock(c.rhythmTable()))
	}
	if windows := c.windowsTable(); len(windows.Rows) > 0 {
		s.Blocks = append(s.Blocks, tableBlock(windows))
	}
	if sweep, from, to := c.sweepTable(); len(sweep.Rows) > 0 {
		s.Blocks = append(s.Blocks, c.chart(ChartRef{Key: "sweep", Kind: ChartLine, Table: "sweep", X: "window", From: from, To: to,
			Series: []ChartColumn{{"churned", ToneWarning}, {"false", ToneAccent}}})...)
		s.Blocks = append(s.Blocks, tableBlock(sweep))
	}
	if gaps := c.gapTable(); len(gaps.Rows) > 0 {
		s.Blocks = append(s.Blocks, c.chart(ChartRef{Key: "gaps", Kind: ChartLine, Table: "gaps", X: "day",
			Series: []ChartColumn{{"again", ToneAccent}, {"low", ToneNeutral}, {"high", ToneNeutral}}})...)
		s.Blocks = append(s.Blocks, tableBlock(gaps))
	}
	return s, true
}

func (c *composer) definitionTable() *Table {
	d := &c.r.Definition
	t := c.table("definition", "item:text", "value:text", "note:text")
	add := func(key string, value TableCell) {
		note := ""
		if k := "report.definition." + key + ".note"; c.w.Has(k) {
			note = c.say(k, nil)
		}
		t.add(key, c.say("report.definition."+key, nil), value, note)
	}
	add("business", TableCell{Value: c.say("report.business."+string(d.Business), nil)})
	if d.AsOf != engine.NoDay {
		add("as_of", dayCell(d.AsOf))
	}
	whole := func(v int) TableCell { return TableCell{Value: int64(v), Kind: KindInt} }
	share := func(v engine.Number) TableCell { return TableCell{Value: number(v), Kind: KindPercent, Digits: 1} }
	if d.Business == churn.Contractual {
		if d.Rule == churn.RuleDates {
			add("ends", TableCell{Value: c.say("report.rule.dates", nil)})
			add("grace", whole(d.GraceDays))
			add("grace_suggested", TableCell{Value: labelWith(c.w, "churn.reason", d.Reason, map[string]any{"days": d.Suggested})})
			if d.Undated > 0 {
				add("undated", TableCell{Value: d.Undated, Kind: KindInt})
			}
		}
		return t
	}
	if d.Rule == churn.RuleRhythm {
		add("rule", TableCell{Value: c.say("report.rule.rhythm", nil)})
		add("times", whole(d.Times))
	}
	if d.Declined != "" {
		add("declined", TableCell{Value: c.say("report.rule."+d.Declined, nil)})
	}
	add("window", whole(d.WindowDays))
	add("suggested", whole(d.Suggested))
	add("chosen", TableCell{Value: c.say("report.chosen."+d.Chosen, nil)})
	if d.Reason != "" {
		add("reason", TableCell{Value: labelWith(c.w, "churn.reason", d.Reason, map[string]any{"days": d.Suggested})})
	}
	if d.FalseChurn.Base > 0 {
		add("checked_at", dayCell(d.CheckedAt))
		add("horizon", whole(d.HorizonDays))
		if !d.FalseChurn.Small() {
			add("false_churn", share(d.FalseChurn.Value))
			add("false_low", share(d.FalseChurn.Low))
			add("false_high", share(d.FalseChurn.High))
		}
		add("false_events", TableCell{Value: d.FalseChurn.Events, Kind: KindInt})
		add("false_base", TableCell{Value: d.FalseChurn.Base, Kind: KindInt})
	}
	return t
}

// sayRule says what the rule in force makes of a sentence: key.rhythm by the own rhythm.
func (c *composer) sayRule(key string, args map[string]any) string {
	return c.say(c.byRule(key), args)
}

// byRule is the key of a sentence about who counts as lost.
func (c *composer) byRule(key string) string {
	if c.r.Definition.Rule == churn.RuleRhythm {
		return key + ".rhythm"
	}
	return key
}

// graceTable says what days of grace after the end of a contract would mean.
func (c *composer) graceTable() *Table {
	t := c.table("grace", "grace:int", "now:percent", "now_low:percent", "now_high:percent", "customers:int", "wrong:percent", "wrong_low:percent", "wrong_high:percent", "breaks:int")
	for _, row := range c.r.Lab.Sweep {
		now, wrong := rateCells(row.Now), rateCells(row.False)
		t.add(itoa(row.Window), row.Window, now[0], now[1], now[2], row.Now.Events, wrong[0], wrong[1], wrong[2], row.False.Base)
	}
	return t
}

func dayCell(d engine.Day) TableCell {
	cell := cellOf(d)
	cell.Kind = KindDay
	return cell
}

// sweepTable lists every window tried; from and to are the rows of the cut-off the
// chart shows, the latest one whose horizon is closed.
func (c *composer) sweepTable() (t *Table, from, to int) {
	t = c.table("sweep", "cutoff:day", "window:int", "churned:percent_", "churned_low:percent", "churned_high:percent", "base:int",
		"false:percent_", "false_low:percent", "false_high:percent", "spend_share:percent", "horizon:int")
	cutoff := sweepCutoff(c.r.Lab.Sweep)
	from = -1
	for i, row := range c.r.Lab.Sweep {
		ch, f := rateCells(row.Churned), rateCells(row.False)
		t.add(row.Cutoff.String()+"/"+itoa(row.Window), row.Cutoff, row.Window, ch[0], ch[1], ch[2], row.Churned.Base,
			f[0], f[1], f[2], row.SpendShare, row.Horizon)
		if row.Cutoff == cutoff {
			if from < 0 {
				from = i
			}
			to = i + 1
		}
	}
	return t, max(from, 0), to
}

// windowsTable says what each window would mean today, and what it costs and brings.
func (c *composer) windowsTable() *Table {
	t := c.table("windows", "window:int", "now:percent", "now_low:percent", "now_high:percent", "now_spend:percent",
		"wrong:percent", "wrong_low:percent", "wrong_high:percent", "stable:percent", "notice:int", "waiting:percent")
	for _, row := range c.r.Lab.Sweep {
		now, wrong := rateCells(row.Now), rateCells(row.False)
		var notice, waiting any
		if n, ok := c.r.Habits.Waiting(row.Window); ok {
			waiting = rateCells(engine.NewRate(n, row.Now.Events))[0]
		}
		if row.Notice != nil {
			notice = *row.Notice
		}
		t.add(row.Cutoff.String()+"/"+itoa(row.Window), row.Window, now[0], now[1], now[2], row.NowSpend, wrong[0], wrong[1], wrong[2], rateCells(row.Stable)[0], notice, waiting)
	}
	return t
}

func sweepCutoff(rows []churn.WindowRow) engine.Day {
	best := engine.NoDay
	for _, row := range rows {
		if row.False.Base > 0 && row.Cutoff > best {
			best = row.Cutoff
		}
	}
	if best == engine.NoDay && len(rows) > 0 {
		return rows[len(rows)-1].Cutoff
	}
	return best
}

func (c *composer) gapFacts() *Table {
	g := &c.r.Lab.Gaps
	t := c.table("gap_facts", "item:text", "value:int", "note:text")
	add := func(key string, v any) {
		note := ""
		if k := "report.gap." + key + ".note"; c.w.Has(k) {
			note = c.say(k, nil)
		}
		t.add(key, c.say("report.gap."+key, nil), v, note)
	}
	days := func(p *int) any {
		if p == nil {
			return nil
		}
		return *p
	}
	add("total", g.Total)
	add("unfinished", g.Unfinished)
	add("median", days(g.Median))
	add("p75", days(g.P75))
	add("p90", days(g.P90))
	add("finished_p90", g.FinishedP90)
	return t
}

func (c *composer) gapTable() *Table {
	t := c.table("gaps", "day:int", "at_risk:int", "again:percent_", "low:percent_", "high:percent_")
	for _, p := range thinGaps(c.r.Lab.Gaps.Points, maxGapRows) {
		t.add(itoa(p.Day), p.Day, p.AtRisk, p.Again, p.Low, p.High)
	}
	return t
}

// thinGaps keeps the first and the last point and at most n in all, evenly by position.
func thinGaps(points []churn.GapPoint, n int) []churn.GapPoint {
	if len(points) <= n {
		return points
	}
	out := make([]churn.GapPoint, 0, n)
	for i := range n {
		out = append(out, points[i*(len(points)-1)/(n-1)])
	}
	return out
}

// orderGaps is the share that bought again after the first, second … purchase day.
func (c *composer) orderGaps() *Table {
	t := c.table("gaps_by_order", "after:text", "gaps:int", "by30:percent_", "by90:percent_", "by180:percent_", "median:int")
	for _, g := range c.r.Lab.ByOrder {
		var median any
		if g.Median != nil {
			median = *g.Median
		}
		key := "report.gap.after"
		if g.After == len(c.r.Lab.ByOrder) {
			key = "report.gap.after.later"
		}
		t.add(itoa(g.After), c.say(key, map[string]any{"n": g.After}), g.Gaps, g.By30, g.By90, g.By180, median)
	}
	return t
}

// rhythmTable says whether a rule by the customer's own rhythm makes sense.
func (c *composer) rhythmTable() *Table {
	h := &c.r.Lab.Rhythm
	t := c.table("rhythm", "item:text", "value:decimal_", "low:decimal_", "high:decimal_", "base:int_", "note:text")
	t.Columns[5].Width = 60
	if h.K.Defined() {
		t.add("k", c.say("report.rhythm.k", nil), h.K, h.Low, h.High, h.Customers, c.say("report.rhythm.k.note", nil))
	}
	for _, rule := range []struct {
		key  string
		rate engine.Rate
	}{{"personal", h.Personal}, {"fixed", h.Fixed}} {
		if rule.rate.Small() {
			continue
		}
		share := func(n engine.Number) TableCell { return TableCell{Value: number(n), Kind: KindPercent, Digits: 1} }
		t.add(rule.key, c.say("report.rhythm."+rule.key, map[string]any{"window": c.r.Definition.WindowDays}), share(rule.rate.Value), share(rule.rate.Low), share(rule.rate.High), rule.rate.Base,
			c.say("report.rhythm.wrong", map[string]any{"horizon": h.Horizon}))
	}
	if h.Offered {
		share := func(n engine.Number) TableCell { return TableCell{Value: number(n), Kind: KindPercent, Digits: 1} }
		t.add("now", c.say("report.rhythm.now", nil), share(h.Now.Value), share(h.Now.Low), share(h.Now.High), h.Now.Base,
			c.say("report.rhythm.now.note", map[string]any{"own": c.w.Int(h.Own), "more": c.w.Int(h.More), "fewer": c.w.Int(h.Fewer)}))
		t.add("false", c.say("report.rhythm.false", nil), share(h.False.Value), share(h.False.Low), share(h.False.High), h.False.Base,
			c.say("report.rhythm.wrong", map[string]any{"horizon": h.Horizon}))
	}
	t.add("verdict", c.say("report.rhythm.verdict", nil), TableCell{}, nil, nil, nil, c.say("churn.rhythm."+h.Verdict, nil))
	return t
}
