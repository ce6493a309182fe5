package doc

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"huiliu/engine"
	"huiliu/engine/warning"
)

// warningSheet is who broke with their habit, and what such alarms have been worth.
func (c *composer) warningSheet() (Sheet, bool) {
	r := &c.r.Warning
	if r.Skipped != "" || r.Judged == 0 {
		return Sheet{}, false
	}
	s := c.sheet("warning")
	if len(r.Backtest.Rules) > 0 {
		s.Blocks = append(s.Blocks, c.chart(ChartRef{Key: "alarms", Kind: ChartLine, Table: "alarm_curve", X: "precision", Series: []ChartColumn{{"notice", ToneAccent}}})...)
		s.Blocks = append(s.Blocks, tableBlock(c.alarmRules()), tableBlock(c.alarmEqual()))
	}
	s.Blocks = append(s.Blocks, tableBlock(c.alarmFacts()), tableBlock(c.alarmKinds()), tableBlock(c.alarmLevels()), tableBlock(c.alarmList()))
	if len(r.Backtest.Curve) > 0 {
		s.Blocks = append(s.Blocks, tableBlock(c.alarmCurve()))
	}
	return s, true
}

func (c *composer) alarmName(key string) string { return c.say("alarm.kind."+key, nil) }

// alarmFacts are how many are watched, and how many alarmed.
func (c *composer) alarmFacts() *Table {
	r := &c.r.Warning
	t := c.table("alarm_facts", "item:text", "value:int", "note:text")
	t.Columns[2].Width = 64
	for _, f := range []struct {
		key   string
		value any
	}{{"active", r.Active}, {"judged", r.Judged}, {"alarmed", r.Alarmed}, {"budget", int64(math.Round(r.Budget))}} {
		t.add(f.key, c.say("alarm.fact."+f.key, nil), f.value, c.say("alarm.fact."+f.key+".note", map[string]any{"days": r.Window + r.Window/4}))
	}
	season, note := TableCell{}, "season.unknown"
	if r.Season.Defined() {
		season, note = TableCell{Value: float64(r.Season), Kind: KindPercent}, "season.note"
	}
	t.add("season", c.say("alarm.fact.season", nil), season, c.say("alarm.fact."+note, nil))
	return t
}

// alarmKinds are the kinds of alarm with the false ones they are allowed.
func (c *composer) alarmKinds() *Table {
	t := c.table("alarm_kinds", "kind:text", "alarms:int", "expected:decimal1", "every:int", "meaning:text")
	t.Columns[4].Width = 64
	for i := range c.r.Warning.Kinds {
		k := &c.r.Warning.Kinds[i]
		t.add(k.Key, c.alarmName(k.Key), k.Alarms, k.Expected, k.Every, c.say("alarm.meaning."+k.Key, map[string]any{"window": c.r.Warning.Window}))
	}
	return t
}

// alarmRules is what every rule would have done.
func (c *composer) alarmRules() *Table {
	b := &c.r.Warning.Backtest
	t := c.table("alarm_rules", "rule:text", "alarms:int", "right:percent", "low:percent", "high:percent", "caught:percent", "false:decimal1", "notice:int", "remark:text")
	t.Note = c.say("report.note.alarm_rules", map[string]any{"checks": len(b.Days), "first": b.Days[0].String(), "last": b.Days[len(b.Days)-1].String(), "window": c.r.Warning.Window})
	if b.Share < 1 {
		t.Note += c.say("report.note.alarm_rules.drawn", map[string]any{"share": c.w.Percent(b.Share, 0)})
	}
	for i := range b.Rules {
		r := &b.Rules[i]
		v := rateCells(r.Right)
		caught := r.Caught.Value
		if r.Caught.Small() {
			caught = engine.Undefined()
		}
		t.add(r.Key, c.alarmName(r.Key), r.Alarms, v[0], v[1], v[2], caught, r.False, r.Notice, c.remark(r.Right))
	}
	return t
}

// alarmEqual compares at thresholds of equal precision.
func (c *composer) alarmEqual() *Table {
	t := c.table("alarm_equal", "rule:text", "against:text", "alarms:int", "right:percent", "notice:int", "more:int", "low:int", "high:int", "caught:percent", "more_caught:percent", "verdict:text")
	for i := range c.r.Warning.Backtest.Equal {
		e := &c.r.Warning.Backtest.Equal[i]
		alarms, right, caught := any(e.Rule.Alarms), e.Rule.Right.Value, e.Rule.Caught.Value
		if e.Code == warning.Untested {
			alarms, caught = nil, engine.Undefined()
		}
		t.add(e.Key+"/"+e.Against, c.alarmName(e.Key), c.alarmName(e.Against), alarms, right, e.Rule.Notice, e.More, e.Low, e.High, caught, e.Caught, c.say("alarm.verdict."+e.Code, nil))
	}
	return t
}

// alarmLevels are the levels by cost.
func (c *composer) alarmLevels() *Table {
	t := c.table("alarm_levels", "level:text", "from:money", "customers:int", "action:text")
	for _, l := range c.r.Warning.Levels {
		t.add(l.Key, TableCell{Value: c.say("watch.level."+l.Key, nil), Tone: levelTone(l.Key)}, l.From, l.Customers, c.say("alarm.action."+l.Action, nil))
	}
	return t
}

// shownAlarms is how many customers are printed; the others are folded.
const shownAlarms = 30

// alarmList are the customers of whom an alarm rings.
func (c *composer) alarmList() *Table {
	t := c.table("alarms", "rank:int", "customer:id", "level:text", "reasons:text", "silence_days:int", "last_day:day", "chance:percent0", "year_margin:money", "expected_loss:money", "action:text")
	t.Columns[3].Width = 64
	if !c.lists {
		return t
	}
	for i := range c.r.Warning.Rows {
		a := &c.r.Warning.Rows[i]
		loss := any(c.lostRevenue(a.ExpectedLoss))
		if !a.Chance.Defined() {
			loss = nil
		}
		t.add(a.CustomerID, i+1, a.CustomerID, TableCell{Value: c.say("watch.level."+a.Level, nil), Tone: levelTone(a.Level)}, c.alarmReasons(a),
			a.Silence, a.LastDay, a.Chance, c.lostRevenue(a.YearMargin), loss, c.say("alarm.action."+a.Action, nil))
	}
	t.foldAfter(shownAlarms)
	return t
}

// alarmReasons tells every alarm of a customer in plain words.
func (c *composer) alarmReasons(a *warning.Alarm) string {
	e := &a.Evidence
	args := map[string]any{"gap": c.w.Decimal(e.Gap, 0), "span": e.Span, "count": e.Count, "expected": c.w.Decimal(e.Expected, 1),
		"p": c.w.Percent(e.P, 1), "times": c.w.Decimal(e.Halved, 0), "days": e.SlopeDays, "from": e.From, "to": e.To}
	if e.Slope.Defined() {
		args["slope"] = c.w.Percent(float64(e.Slope), 0)
	}
	if e.Shift.Defined() {
		args["shift"] = c.w.Percent(math.Sqrt(float64(e.Shift)/math.Ln2), 0)
	}
	var out []string
	for _, k := range a.Kinds {
		key := "alarm.reason." + k
		switch {
		case k == warning.Surprise && e.Count == 0:
			key += ".none"
		case k == warning.Surprise && e.Count == 1:
			key += ".one"
		}
		out = append(out, c.say(key, args))
	}
	return strings.Join(out, c.say("report.reason.separator", nil))
}

// alarmCurve is precision against notice for the kind that is named first.
func (c *composer) alarmCurve() *Table {
	t := c.table("alarm_curve", "alarms:int", "precision:percent", "notice:int", "caught:percent")
	for i, p := range headCurve(&c.r.Warning.Backtest) {
		t.add(itoa(i+1), p.Alarms, p.Precision, p.Notice, p.Caught)
	}
	return t
}

// headCurve is the curve of the kind the verdict is about, by precision.
func headCurve(b *warning.Backtest) []warning.Point { return curveOf(b, b.Head) }

func curveOf(b *warning.Backtest, key string) []warning.Point {
	var out []warning.Point
	for _, p := range b.Curve {
		if p.Key == key {
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b warning.Point) int { return cmp.Compare(a.Precision, b.Precision) })
	return out
}

// sayWarning says who broke with their habit, and whether that tells more than silence.
func (c *composer) sayWarning() (Sentence, bool) {
	r := &c.r.Warning
	if r.Skipped != "" || r.Judged == 0 {
		return Sentence{}, false
	}
	s := c.sentence()
	for _, key := range []string{"judged", "alarmed", "budget"} {
		s.ref(key, "alarm_facts", key, "value")
	}
	verdict := c.say("report.say.warning.untried", nil)
	if e := r.Backtest.Of(r.Backtest.Head, warning.Silence); e != nil {
		row := e.Key + "/" + e.Against
		key, cells := "report.say.warning."+alarmVerdict(e), map[string][3]string{
			"more": {"alarm_equal", row, "more"}, "low": {"alarm_equal", row, "low"}, "high": {"alarm_equal", row, "high"},
			"right": {"alarm_rules", e.Against, "right"}, "kind": {"alarm_equal", row, "rule"}, "against": {"alarm_rules", e.Against, "rule"}}
		if e.Code == warning.Untested {
			key, cells = "report.say.warning.unknown", map[string][3]string{"kind": {"alarm_rules", e.Key, "rule"}, "against": {"alarm_rules", e.Against, "rule"}}
		}
		verdict = s.part(key, "", cells)
	}
	return s.word("verdict", verdict).end("warning", "report.say.warning")
}

// alarmVerdict decides by the interval, not by the code that stands beside it.
func alarmVerdict(e *warning.Equal) string {
	switch {
	case !e.Low.Defined() || !e.High.Defined():
		return warning.Untested
	case e.Low > 0:
		return warning.MoreNotice
	case e.High < 0:
		return warning.LessNotice
	}
	return warning.NoVerdict
}

// sayAgainstOwn compares with the shop's own rule.
func (c *composer) sayAgainstOwn() (Sentence, bool) {
	e := c.r.Warning.Backtest.Of(c.r.Warning.Backtest.Head, warning.Own)
	if e == nil || e.Code == warning.Untested {
		return Sentence{}, false
	}
	row := e.Key + "/" + e.Against
	s := c.sentence()
	text := s.part("report.say.warning_own."+alarmVerdict(e), "", map[string][3]string{
		"more": {"alarm_equal", row, "more"}, "low": {"alarm_equal", row, "low"}, "high": {"alarm_equal", row, "high"}, "right": {"alarm_rules", e.Against, "right"},
		"kind": {"alarm_equal", row, "rule"}, "caught": {"alarm_equal", row, "caught"}, "all": {"alarm_rules", e.Against, "caught"}})
	if text == "" {
		return Sentence{}, false
	}
	return s.word("text", text).end("warning_own", "report.say.plain")
}

// alarms draws precision against notice, the plain rules as points.
func (g *gallery) alarms() Chart {
	b := &g.r.Warning.Backtest
	if len(headCurve(b)) < 2 {
		return Chart{}
	}
	e := b.Of(b.Head, warning.Silence)
	c := g.new("alarms", ChartLine, nil)
	c.Title = g.w.Say("report.chart.alarms."+alarmVerdict(e), nil)
	c.XUnit, c.Unit, c.Digits = UnitPercent, UnitDecimal, 0
	for _, k := range []struct {
		key  string
		tone Tone
	}{{warning.Surprise, ToneAccent}, {warning.Slowing, ToneContrast}} {
		s := Series{Name: g.w.Say("alarm.kind."+k.key, nil), Tone: k.tone}
		for _, p := range curveOf(b, k.key) {
			if n := len(s.X); n > 0 && s.X[n-1] >= float64(p.Precision) {
				continue // one point per precision
			}
			s.X, s.Y, s.Count = append(s.X, float64(p.Precision)), append(s.Y, float64(p.Notice)), append(s.Count, float64(p.Alarms))
		}
		c.Series = append(c.Series, s)
	}
	for _, r := range b.Rules {
		if (r.Key == warning.Silence || r.Key == warning.Own) && r.Notice.Defined() && !r.Right.Small() {
			c.Marks = append(c.Marks, Mark{X: float64(r.Right.Value), Y: float64(r.Notice), Label: g.w.Say("alarm.kind."+r.Key, nil), Tone: ToneWarning})
		}
	}
	return c
}
