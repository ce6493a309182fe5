package doc

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"huiliu/engine"
	"huiliu/engine/cause"
	"huiliu/engine/churn"
	"huiliu/engine/describe"
)

// sentence is one finding being written: every figure goes through ref, which reads
// it from a table of the document, so that text and table cannot differ.
type sentence struct {
	c    *composer
	args map[string]any
	refs []CellRef
	bad  bool // a cell is missing or undefined: the sentence cannot be said
}

func (c *composer) sentence() *sentence { return &sentence{c: c, args: map[string]any{}} }

// ref shows one cell under the name arg.
func (s *sentence) ref(arg, table, row, column string) *sentence {
	shown, ok := s.fetch(arg, table, row, column)
	if !ok {
		s.bad = true
	}
	s.args[arg] = shown
	return s
}

// fetch reads a cell, remembers the reference and formats it.
func (s *sentence) fetch(arg, table, row, column string) (string, bool) {
	sheet, t := s.c.d.FindTable(table)
	if t == nil {
		return "", false
	}
	cell, ok := t.Cell(row, column)
	if !ok || cell.Value == nil {
		return "", false
	}
	kind, digits := t.CellKind(t.ColumnIndex(column), cell)
	shown := s.c.show(cell.Value, kind, digits)
	s.refs = append(s.refs, CellRef{Arg: arg, SheetKey: sheet.Key, TableKey: table, RowKey: row, ColumnKey: column, Value: cell.Value, Shown: shown})
	return shown, true
}

// show writes a value as sentences do; a percentage never with less than one decimal.
func (c *composer) show(value any, kind Kind, digits int) string {
	switch v := value.(type) {
	case string:
		return v
	case engine.Day:
		return v.String()
	case int64:
		return c.w.Int(v)
	case float64:
		switch kind {
		case KindPercent:
			return c.w.Percent(v, max(1, digits))
		case KindMoney:
			return c.w.Money(v, c.d.Currency)
		case KindInt:
			return c.w.Decimal(v, 0)
		}
		if v == math.Trunc(v) {
			return c.w.Decimal(v, 0)
		}
		return c.w.Decimal(v, digits)
	}
	return ""
}

// word puts a text without figures.
func (s *sentence) word(arg, text string) *sentence {
	s.args[arg] = text
	return s
}

// part writes a piece of a sentence with cells of its own. The pieces' arguments are
// named apart by n, as in cause2.
func (s *sentence) part(key, n string, cells map[string][3]string) string {
	args := map[string]any{}
	for _, arg := range sortedKeys(cells) {
		at := cells[arg]
		shown, ok := s.fetch(arg+n, at[0], at[1], at[2])
		if !ok {
			return ""
		}
		args[arg] = shown
	}
	return s.c.say(key, args)
}

// end finishes the sentence under its key.
func (s *sentence) end(key, template string) (Sentence, bool) {
	if s.bad {
		return Sentence{}, false
	}
	return Sentence{Key: key, Text: s.c.say(template, s.args), Cells: s.refs}, true
}

// most is how many sentences the first page has at most.
const most = 7

// sentences are the findings in the order people ask: who left, what it costs, why,
// who leaves next, whom to win back, what past campaigns did, what cannot be said. What
// the data does not give leaves room, which the findings with most money behind them
// take, before the limits.
func (c *composer) sentences() []Sentence {
	if c.r.Narrow {
		return c.narrow()
	}
	var out []Sentence
	for _, f := range []func() (Sentence, bool){c.sayLeft, c.sayCost, c.sayWhy, c.sayNext, c.sayWinback, c.sayCampaign, c.sayUplift} {
		if s, ok := f(); ok {
			out = append(out, s)
		}
	}
	limits, limited := c.sayLimits()
	for _, f := range c.byMoney() {
		if len(out) < most-1 {
			out = append(out, f)
		}
	}
	if limited {
		out = append(out, limits)
	}
	return out
}

// narrow are the sentences of a report without purchases and contracts.
func (c *composer) narrow() []Sentence {
	var out []Sentence
	for _, f := range []func() (Sentence, bool){c.sayCampaign, c.sayUplift, c.saySecond, c.sayItems, c.sayNarrow} {
		if s, ok := f(); ok {
			out = append(out, s)
		}
	}
	return out
}

// sayNarrow says what such a report cannot tell.
func (c *composer) sayNarrow() (Sentence, bool) {
	return c.sentence().end("limits", "report.say.narrow")
}

// byMoney are the findings that speak of money, the largest margin first: the change of
// net revenue, and the losses forecast.
func (c *composer) byMoney() []Sentence {
	forecast := 0.0
	for _, p := range c.r.Outlook.Margin.Points {
		forecast += float64(p.Mean)
	}
	weight := map[string]float64{"outlook": forecast}
	if rate := c.r.Money.MarginRate; rate.Defined() {
		weight["bridge"] = math.Abs(c.r.Bridge.Change.Float() * float64(rate))
	}
	var out []Sentence
	for _, f := range c.d.Findings {
		if weight[f.Key] > 0 {
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(a, b Sentence) int { return cmp.Compare(weight[b.Key], weight[a.Key]) })
	return out
}

func (c *composer) sayLeft() (Sentence, bool) {
	rates := &c.r.Describe.Rates
	s := c.sentence().ref("events", "kpis", "churn", "events").ref("base", "kpis", "churn", "base")
	if rates.Churn.Base == 0 {
		return c.saySilent()
	}
	if rates.Churn.Small() {
		return s.end("left", "report.say.left.small")
	}
	s.ref("rate", "kpis", "churn", "value").ref("low", "kpis", "churn", "low").ref("high", "kpis", "churn", "high")
	if c.r.Contractual() {
		if c.r.Definition.Rule == churn.RuleDates {
			return s.ref("as_of", "definition", "as_of", "value").ref("grace", "definition", "grace", "value").end("left", "report.say.left.dates")
		}
		return s.end("left", "report.say.left.contract")
	}
	s.ref("as_of", "definition", "as_of", "value").ref("window", "definition", "window", "value")
	s.word("wrong", s.falseChurn())
	s.word("asleep", s.asleep())
	return s.times().end("left", s.c.byRule("report.say.left"))
}

// asleep says how many of the lost are only not due yet, when there are any.
func (s *sentence) asleep() string {
	h := &s.c.r.Habits
	if len(h.Kinds) == 0 || h.Awake.Events == h.Churn.Events || h.Awake.Small() {
		return ""
	}
	return s.part("report.say.left.asleep", "_awake", map[string][3]string{"events": {"habit_rates", "asleep", "events"}, "rate": {"habit_rates", "awake", "rate"}})
}

// times refers to how many usual gaps make a loss, where they do.
func (s *sentence) times() *sentence {
	if s.c.r.Definition.Rule == churn.RuleRhythm {
		s.ref("times", "definition", "times", "value")
	}
	return s
}

// falseChurn says how often the window was wrong, when that is known.
func (s *sentence) falseChurn() string {
	text := s.part("report.say.left.wrong", "", map[string][3]string{"false": {"definition", "false_churn", "value"}})
	if text == "" {
		return s.c.say("report.say.left.unchecked", nil)
	}
	return text
}

// saySilent stands in when nobody was active a window ago.
func (c *composer) saySilent() (Sentence, bool) {
	s := c.sentence().ref("events", "kpis", "silent", "events").ref("base", "kpis", "silent", "base")
	if c.r.Describe.Rates.Silent.Small() {
		return s.end("left", "report.say.left.small")
	}
	s.ref("rate", "kpis", "silent", "value").ref("low", "kpis", "silent", "low").ref("high", "kpis", "silent", "high")
	s.ref("window", "definition", "window", "value").ref("as_of", "definition", "as_of", "value")
	return s.times().end("left", s.c.byRule("report.say.left.silent"))
}

func (c *composer) sayCost() (Sentence, bool) {
	if c.r.Describe.Loss.Customers == 0 {
		return Sentence{}, false
	}
	if c.r.Describe.Loss.Basis == describe.BasisNone {
		return c.sentence().ref("customers", "kpis", "lost_customers", "value").end("cost", "report.say.cost.none")
	}
	s := c.sentence().ref("customers", "kpis", "lost_customers", "value").ref("revenue", "kpis", "lost_revenue", "value")
	if !c.r.Describe.Loss.MarginRate.Defined() {
		return s.end("cost", "report.say.cost.revenue")
	}
	s.ref("margin", "kpis", "lost_margin", "value").ref("rate", "kpis", "margin_rate", "value")
	s.word("source", c.marginSource())
	s.word("top", s.part("report.say.cost.top", "", map[string][3]string{"share": {"kpis", "top_share", "value"}}))
	if c.r.Contractual() {
		return s.end("cost", "report.say.cost.contract")
	}
	return s.end("cost", "report.say.cost")
}

func (c *composer) sayWhy() (Sentence, bool) {
	list := c.r.Causes.Causes
	if len(list) == 0 {
		return Sentence{}, false
	}
	s := c.sentence()
	if c.r.Causes.Lost < engine.SmallBase {
		s.ref("lost", "kpis", "lost_customers", "value")
		return s.end("why", "report.say.why.small")
	}
	var parts []string
	share, template := c.shareOfCauses()
	for i := range list {
		if len(parts) == 3 || !explained(list[i].Key) || list[i].Customers < engine.SmallBase {
			continue
		}
		parts = append(parts, s.part("report.say.why.item", itoa(i+1), map[string][3]string{
			"cause": {"causes", list[i].Key, "cause"}, "share": {"causes", list[i].Key, share}}))
	}
	if len(parts) == 0 {
		return s.end("why", "report.say.why.none")
	}
	s.word("list", strings.Join(parts, c.say("common.list.separator", nil))).word("rest", s.unexplained())
	return s.end("why", template)
}

// shareOfCauses is the column causes are weighed by, with the sentence that says so: lost
// margin, or where there are no amounts lost customers.
func (c *composer) shareOfCauses() (column, template string) {
	money := slices.ContainsFunc(c.r.Causes.Causes, func(k cause.Cause) bool { return k.Revenue != 0 })
	switch {
	case money && estimated(c.r):
		return "estimate_part", "report.say.why.estimated"
	case money:
		return "margin_share", "report.say.why"
	case estimated(c.r):
		return "estimate_share", "report.say.why.customers"
	}
	return "customer_share", "report.say.why.customers"
}

// unexplained says the share nothing is known about: no evidence, or no usable answer.
func (s *sentence) unexplained() string {
	var parts []string
	share, _ := s.c.shareOfCauses()
	for i := range s.c.r.Causes.Causes {
		key := s.c.r.Causes.Causes[i].Key
		if explained(key) {
			continue
		}
		p := s.part("report.say.why.item", "_"+key, map[string][3]string{"cause": {"causes", key, "cause"}, "share": {"causes", key, share}})
		if p != "" {
			parts = append(parts, p)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return s.c.say("report.say.why.rest", map[string]any{"list": strings.Join(parts, s.c.say("common.list.separator", nil))})
}

func (c *composer) sayNext() (Sentence, bool) {
	if c.r.Watch.Customers == 0 {
		if c.r.Race.Skipped == "" {
			return Sentence{}, false
		}
		return c.sentence().word("reason", c.clause("race.skipped", c.r.Race.Skipped)).end("next", "report.say.next.skipped")
	}
	s := c.sentence().ref("customers", "kpis", "watch_customers", "value").ref("expected", "kpis", "expected_churners", "value")
	if len(c.r.Race.Entries) == 0 {
		return s.word("model", modelLabel(c.w, c.r.Watch.Model)).end("next", "report.say.next.norace")
	}
	s.ref("model", "verdict", "winner", "value")
	code := verdictCode(c.r.Race.Verdict)
	verdict := c.say("report.say.verdict.unknown", nil)
	if code != "unknown" {
		verdict = s.part("report.say.verdict."+code, "", map[string][3]string{
			"gain": {"verdict", "gain", "value"}, "low": {"verdict", "gain_low", "value"}, "high": {"verdict", "gain_high", "value"}})
	}
	s.word("verdict", verdict)
	if c.r.Watch.Horizon == 0 {
		return s.end("next", "report.say.next.alike")
	}
	return s.ref("horizon", "verdict", "horizon", "value").end("next", "report.say.next")
}

func (c *composer) sayWinback() (Sentence, bool) {
	k := &c.r.Winback
	if k.Skipped != "" {
		return c.sentence().word("reason", c.clause("winback.skipped", k.Skipped)).end("winback", "report.say.winback.skipped")
	}
	s := c.sentence()
	if k.Overall.Small() {
		return s.end("winback", "report.say.winback.small")
	}
	s.ref("natural", "kpis", "natural", "value").ref("low", "kpis", "natural", "low").ref("high", "kpis", "natural", "high")
	if len(k.Budget) == 0 || k.Plan.Contacts == 0 {
		return s.end("winback", "report.say.winback.none")
	}
	s.ref("budget", "plan", "budget", "value").ref("contacts", "plan", "contacts", "value")
	s.ref("spend", "plan", "spend", "value").ref("net", "plan", "net", "value")
	first := k.Budget[0]
	row := segmentKey(first.Silence, first.PurchaseDays, first.Offer)
	s.word("even", s.part("report.say.winback.even", "", map[string][3]string{
		"p0": {"segments", row, "p0"}, "break_even": {"segments", row, "break_even"}}))
	if k.Plan.Net <= 0 {
		return s.end("winback", "report.say.winback.loses")
	}
	return s.end("winback", "report.say.winback")
}

// sayLimits says what the data cannot say.
func (c *composer) sayLimits() (Sentence, bool) {
	var list []string
	add := func(when bool, key string) {
		if when {
			list = append(list, c.say("report.say.limit."+key, nil))
		}
	}
	r := c.r
	add(r.Describe.Loss.MarginSource == "assumed" && r.Describe.Loss.Basis != describe.BasisNone, "margin")
	add(!r.Contractual() && !r.Definition.FalseChurn.Value.Defined(), "window")
	add(r.Definition.Declined != "", "declined")
	add(len(r.Causes.Causes) == 0 || onlyUnexplained(r.Causes.Causes), "causes")
	add(r.Winback.Skipped == "" && len(r.Campaigns.Campaigns) == 0, "campaign")
	add(r.Money.Currency == "", "currency")
	add(len(r.Causes.Causes) > 0 && !onlyUnexplained(r.Causes.Causes), "association")
	if len(list) == 0 {
		return Sentence{}, false
	}
	return c.sentence().word("list", strings.Join(list, c.say("report.say.limit.separator", nil))).end("limits", "report.say.limits")
}
