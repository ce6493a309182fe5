package doc

import (
	"strings"

	"huiliu/engine"
	"huiliu/engine/habit"
	"huiliu/engine/roster"
)

// habitSheet says whose silence does not mean leaving.
func (c *composer) habitSheet() (Sheet, bool) {
	h := &c.r.Habits
	if len(h.Kinds) == 0 {
		return Sheet{}, false
	}
	s := c.sheet("habits")
	s.Blocks = append(s.Blocks, c.chart(ChartRef{Key: "habits", Kind: ChartBarH, Table: "habit_rates", X: "item", To: len(habitRates(h)), Series: []ChartColumn{{"rate", ToneAccent}}})...)
	s.Blocks = append(s.Blocks, tableBlock(c.habitRates()), tableBlock(c.habitTable()))
	if len(h.Rows) > 0 {
		s.Blocks = append(s.Blocks, tableBlock(c.habitList()))
	}
	return s, true
}

// habitRates is the churn rate with those asleep, and without.
func (c *composer) habitRates() *Table {
	h := &c.r.Habits
	t := c.table("habit_rates", "item:text", "events:int", "base:int", "rate:percent_", "low:percent_", "high:percent_", "remark:text")
	for _, r := range habitRates(h) {
		v := rateCells(r.rate)
		t.add(r.key, c.say("report.habit.rate."+r.key, nil), r.rate.Events, r.rate.Base, v[0], v[1], v[2], c.remark(r.rate))
	}
	if n := h.Churn.Events - h.Awake.Events; n > 0 {
		t.add("asleep", c.say("report.habit.rate.asleep", nil), n, h.Churn.Events, nil, nil, nil, "")
	}
	return t
}

// habitRate is one way of counting.
type habitRate struct {
	key  string
	rate engine.Rate
	tone Tone
}

// habitRates are the rate as the report has it, with those asleep counted as still
// here, and of the customers without a habit.
func habitRates(h *habit.Result) []habitRate {
	return []habitRate{{"headline", h.Churn, ToneWarning}, {"awake", h.Awake, ToneAccent}, {"others", h.Others, ToneNeutral}}
}

func (c *composer) habitTable() *Table {
	h := &c.r.Habits
	t := c.table("habits", "kind:text", "customers:int", "right:int", "silent:int", "asleep:int", "lost:int",
		"kept:percent", "kept_base:int", "usual:percent", "meaning:text")
	t.Columns[9].Width = 44
	for _, k := range h.Kinds {
		meaning := c.say("habit.meaning."+k.Key, nil)
		if k.Reason != "" {
			meaning = c.say("habit.reason."+k.Reason, nil)
		}
		kept, usual := rateCells(k.Kept)[0], rateCells(k.Usual)[0]
		part := func(n int64, part string) TableCell { return counted(n, group(roster.Habit, k.Key, part)) }
		t.add(k.Key, c.say("habit.kind."+k.Key, nil), part(k.Customers, habit.PartAll), k.Right, part(k.Silent, habit.PartSilent), part(k.Asleep, habit.PartAsleep), part(k.Lost, habit.PartLost), kept, k.Kept.Base, usual, meaning)
	}
	t.total(c.say("common.total", nil), "customers", "silent", "asleep", "lost")
	return t
}

// shownAsleep is how many of the list are printed; the others are folded.
const shownAsleep = 20

func (c *composer) habitList() *Table {
	t := c.table("habit_customers", "customer:id", "kind:text", "purchase_days:int", "last_day:day", "due:day")
	for i, r := range c.r.Habits.Rows {
		t.add(itoa(i+1), r.CustomerID, c.say("habit.kind."+r.Kind, nil), r.PurchaseDays, r.LastDay, r.Due)
	}
	t.foldAfter(shownAsleep)
	return t
}

// foldAfter folds the rows from n on away.
func (t *Table) foldAfter(n int) {
	for i := n; i < len(t.Rows); i++ {
		t.Rows[i].Minor = true
	}
}

func (c *composer) sayHabits() (Sentence, bool) {
	h := &c.r.Habits
	looked, found := false, []string{}
	s := c.sentence()
	for _, k := range h.Kinds {
		looked = looked || k.Reason == ""
		if k.Lost > 0 {
			found = append(found, s.part("report.say.habits."+k.Key, "_"+k.Key, map[string][3]string{"lost": {"habits", k.Key, "lost"}}))
		}
	}
	if !looked || h.Churn.Small() {
		return Sentence{}, false
	}
	s.ref("rate", "habit_rates", "headline", "rate")
	if len(found) == 0 {
		return s.end("habits", "report.say.habits.none")
	}
	s.word("found", strings.Join(found, c.say("report.say.limit.separator", nil)))
	s.ref("awake", "habit_rates", "awake", "rate").ref("low", "habit_rates", "awake", "low").ref("high", "habit_rates", "awake", "high")
	return s.end("habits", "report.say.habits")
}

// habits draws the churn rate with those asleep, and without.
func (g *gallery) habits() Chart {
	h := &g.r.Habits
	if h.Asleep == 0 || h.Churn.Small() {
		return Chart{}
	}
	c := g.new("habits", ChartBarH, map[string]any{"rate": g.w.Percent(float64(h.Churn.Value), 1), "awake": g.w.Percent(float64(h.Awake.Value), 1)})
	s := Series{Name: g.w.Say("report.column.rate", nil), Tone: ToneAccent}
	for _, r := range habitRates(h) {
		c.Categories = append(c.Categories, g.w.Say("report.habit.rate."+r.key, nil))
		s.addRate(0, r.rate)
		s.Tones = append(s.Tones, r.tone)
	}
	s.X, c.Unit, c.Digits, c.Series = nil, UnitPercent, 1, []Series{s}
	return c
}
