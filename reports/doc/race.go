package doc

import (
	"slices"
	"strings"

	"huiliu/engine"
	"huiliu/engine/learn"
	"huiliu/engine/predict"
)

// raceSheet is the race in full: what the short page of the prediction leaves out.
func (c *composer) raceSheet() (Sheet, bool) {
	race := &c.r.Race
	if len(race.Entries) == 0 || len(race.Gains) == 0 {
		return Sheet{}, false
	}
	intro := "report.race.intro"
	if c.dealt() {
		intro = "report.race.intro.folds"
	}
	s := c.sheet("race", paragraph(c.say(intro, map[string]any{"models": race.Verdict.Compared})))
	add := func(list ...Block) { s.Blocks = append(s.Blocks, list...) }
	add(c.chart(ChartRef{Key: "gains", Kind: ChartLine, Table: "gains", X: "share",
		Series: []ChartColumn{{"used", ToneAccent}, {"other", ToneContrast}, {"random", ToneNeutral}}})...)
	add(tableBlock(c.gainsTable()), tableBlock(c.raceTermsTable()), tableBlock(c.raceProfitTable()))
	add(tableBlock(c.raceOrderTable()), tableBlock(c.raceProbabilityTable()), tableBlock(c.raceDecisionTable()))
	if len(race.Learning) > 0 {
		add(c.chart(ChartRef{Key: "learning", Kind: ChartLine, Table: "learning", X: "churners", To: c.learningRows(),
			Series: []ChartColumn{{"test", ToneAccent}, {"train", ToneNeutral}}})...)
		add(tableBlock(c.learningTable()))
	}
	add(tableBlock(c.tuningTable()))
	if len(race.Robust) > 0 {
		add(tableBlock(c.robustTable()))
	}
	if len(race.Rounds) > 0 {
		add(tableBlock(c.roundsTable()))
	}
	if len(race.Guards) > 0 {
		add(tableBlock(c.guardTable()))
	}
	if len(race.LeftOut) > 0 {
		add(tableBlock(c.leftOutTable()))
	}
	return s, true
}

// dealt tells that customers were dealt into parts, for want of dates.
func (c *composer) dealt() bool { return c.r.Race.Design == predict.DesignFolds }

// gainsOf are the gains of one competitor, nil for none.
func gainsOf(race *predict.Race, name string) *predict.Gains {
	i := slices.IndexFunc(race.Gains, func(g predict.Gains) bool { return g.Model == name })
	if i < 0 {
		return nil
	}
	return &race.Gains[i]
}

// usedAndOther are the gains of what is used, and of what it was compared with.
func usedAndOther(race *predict.Race) (used, other *predict.Gains) {
	v := race.Verdict
	with := v.Rule
	if v.Winner != v.Model {
		with = v.Model
	}
	return gainsOf(race, v.Winner), gainsOf(race, with)
}

// gainRows are the points of the printed gains curve: every fifth.
const gainRows = 5

func (c *composer) gainsTable() *Table {
	t := c.table("gains", "share:percent", "customers:int", "used:percent_", "used_low:percent_", "used_high:percent_", "other:percent_", "random:percent!")
	used, other := usedAndOther(&c.r.Race)
	t.Columns[0].Digits = 0
	if used == nil {
		return t
	}
	t.Columns[2].Header = modelLabel(c.w, used.Model)
	if other != nil {
		t.Columns[5].Header = modelLabel(c.w, other.Model)
	}
	for i, p := range used.Points {
		if (i+1)%gainRows != 0 {
			continue
		}
		with := engine.Undefined()
		if other != nil && i < len(other.Points) {
			with = other.Points[i].Captured
		}
		t.add(itoa(i+1), p.Share, p.Customers, p.Captured, p.Low, p.High, with, TableCell{Value: p.Share, Formula: "{share}"})
	}
	return t
}

func (c *composer) raceTermsTable() *Table {
	m := c.r.Race.Terms
	t := c.table("race_terms", "item:text", "value:decimal2", "note:text")
	t.Columns[2].Width = 60
	add := func(key string, v TableCell, note string) {
		t.add(key, c.say("report.race.terms."+key, nil), v, c.say("report.race.terms."+note+".note", nil))
	}
	money := func(v float64) TableCell { return TableCell{Value: v, Kind: KindMoney} }
	source := "value." + m.Source
	if m.Source == predict.ValueYear && c.r.Contractual() {
		source += ".contract"
	}
	add("value", money(m.Value), source)
	add("offer", money(m.Offer), "offer")
	add("contact", money(m.Contact), "contact")
	add("accept", TableCell{Value: m.Accept, Kind: KindPercent}, "accept")
	add("threshold", TableCell{Value: float(m.Threshold()), Kind: KindPercent, Digits: 1}, "threshold")
	return t
}

func (c *composer) raceProfitTable() *Table {
	t := c.table("race_profit", "model:text", "mpc:money", "mpc_low:money", "mpc_high:money", "best_share:percent", "empc:money", "empc_low:money", "empc_high:money", "empc_share:percent")
	for _, g := range c.r.Race.Gains {
		p := g.Profit
		t.add(g.Model, modelLabel(c.w, g.Model), p.MPC, p.Low, p.High, p.Share, p.EMPC, p.EMPCLow, p.EMPCHigh, p.EMPCShare)
	}
	return t
}

func measured(m learn.Measure) []any { return []any{m.Value, m.Low, m.High} }

// entries adds a row for each competitor.
func (c *composer) entries(t *Table, values func(e *predict.Entry) []any) *Table {
	for i := range c.r.Race.Entries {
		e := &c.r.Race.Entries[i]
		t.add(e.Model, append([]any{modelLabel(c.w, e.Model)}, values(e)...)...)
	}
	return t
}

func (c *composer) raceOrderTable() *Table {
	t := c.table("race_order", "model:text", "pr:decimal3", "pr_low:decimal3", "pr_high:decimal3", "lift:decimal2", "lift_low:decimal2", "lift_high:decimal2", "trained_on:int")
	return c.entries(t, func(e *predict.Entry) []any {
		return append(measured(e.Precision), e.Lift10, e.LiftLow, e.LiftHi, e.TrainedOnRows)
	})
}

func (c *composer) raceProbabilityTable() *Table {
	t := c.table("race_probability", "model:text", "brier:decimal4", "brier_low:decimal4", "brier_high:decimal4",
		"log_loss:decimal4", "log_loss_low:decimal4", "log_loss_high:decimal4", "slope:decimal2", "slope_low:decimal2", "slope_high:decimal2",
		"intercept:decimal2", "intercept_low:decimal2", "intercept_high:decimal2")
	return c.entries(t, func(e *predict.Entry) []any {
		return slices.Concat([]any{e.Brier, e.BrierLow, e.BrierHigh}, measured(e.LogLoss), measured(e.Slope), measured(e.Intercept))
	})
}

func (c *composer) raceDecisionTable() *Table {
	t := c.table("race_decision", "model:text", "flagged:int", "precision:percent", "precision_low:percent", "precision_high:percent",
		"recall:percent", "recall_low:percent", "recall_high:percent", "accuracy:percent", "f1:decimal3", "f1_low:decimal3", "f1_high:decimal3",
		"profit:money", "profit_low:money", "profit_high:money")
	return c.entries(t, func(e *predict.Entry) []any {
		a := &e.At
		return slices.Concat([]any{a.TP + a.FP}, rateCells(a.Precision), rateCells(a.Recall), []any{a.Accuracy.Value, a.F1, a.F1Low, a.F1High}, measured(e.Profit))
	})
}

// learningRows is how many rows of the table belong to the first model.
func (c *composer) learningRows() int {
	n := 0
	for _, p := range c.r.Race.Learning {
		if p.Model == c.r.Race.Learning[0].Model {
			n++
		}
	}
	return n
}

func (c *composer) learningTable() *Table {
	t := c.table("learning", "model:text", "share:percent", "churners:int", "draws:int", "test:decimal3_", "test_low:decimal3", "test_high:decimal3", "train:decimal3_", "train_low:decimal3", "train_high:decimal3")
	t.Columns[1].Digits = 1
	for i, p := range c.r.Race.Learning {
		t.add(itoa(i), append([]any{modelLabel(c.w, p.Model), p.Share, p.Churners, p.Draws}, append(measured(p.Test), measured(p.Train)...)...)...)
	}
	t.Group = true
	return t
}

func (c *composer) tuningTable() *Table {
	t := c.table("tuning", "model:text", "option:int", "train_loss:decimal4", "later_loss:decimal4", "chosen:text")
	t.Note = c.say("report.note.tuning."+c.r.Race.Tuned, nil)
	if c.dealt() {
		t.Note = c.say("report.note.tuning.folds", nil)
	}
	for i := range c.r.Race.Entries {
		e := &c.r.Race.Entries[i]
		for k, o := range e.Tried {
			chosen := ""
			if k == e.Chosen {
				chosen = c.say("report.race.chosen", nil)
			}
			t.add(e.Model+"/"+itoa(k), modelLabel(c.w, e.Model), k+1, o.Train, o.Later, chosen)
		}
	}
	t.Group = true
	return t
}

func (c *composer) robustTable() *Table {
	t := c.table("robust", "model:text", "trial:text", "rows:int", "auc:decimal3", "auc_low:decimal3", "auc_high:decimal3", "change:decimal3", "change_low:decimal3", "change_high:decimal3")
	for i, r := range c.r.Race.Robust {
		what := c.say("report.race.trial."+r.Code, map[string]any{"name": c.featureName(r.Name)})
		t.add(itoa(i), append([]any{modelLabel(c.w, r.Model), what, r.Rows}, append(measured(r.AUC), measured(r.Change)...)...)...)
	}
	t.Group = true
	return t
}

// featureName is the label of a feature; a column of the file keeps its header.
func (c *composer) featureName(name string) string {
	if k := "feature." + name; name != "" && c.w.Has(k) {
		return c.say(k, nil)
	}
	return name
}

func (c *composer) roundsTable() *Table {
	t := c.table("rounds", "test:day", "churned:percent", "model:text", "auc:decimal3")
	for _, r := range c.r.Race.Rounds {
		for _, a := range r.AUC {
			t.add(r.Test.String()+"/"+a.Model, r.Test, r.Churned.Value, modelLabel(c.w, a.Model), a.AUC)
		}
	}
	t.Group = true
	return t
}

func (c *composer) guardTable() *Table {
	t := c.table("guards", "item:text", "state:text", "note:text")
	t.Columns[2].Width = 72
	for _, g := range c.r.Race.Guards {
		state, tone := "fine", ToneAuto
		if g.Warn {
			state, tone = "warn", ToneWarning
		}
		t.add(g.Code, c.say("race.guard."+g.Code, nil), TableCell{Value: c.say("report.race.guard."+state, nil), Tone: tone}, c.guardNote(&g))
	}
	return t
}

// leftOutTable says of every column that was left out why.
func (c *composer) leftOutTable() *Table {
	t := c.table("left_out", "column:text", "why:text")
	t.Columns[0].Width, t.Columns[1].Width = 32, 60
	for _, l := range c.r.Race.LeftOut {
		t.add(l.Column, c.featureName(l.Column), c.say("race.left_out."+l.Why, nil))
	}
	return t
}

// columnNames joins names of columns.
func (c *composer) columnNames(columns []string) string {
	names := make([]string, 0, len(columns))
	for _, name := range columns {
		names = append(names, c.featureName(name))
	}
	return strings.Join(names, c.say("common.list.separator", nil))
}

// guardNote says what a guard saw; numbers of its arguments are written as such.
func (c *composer) guardNote(g *predict.Guard) string {
	args := map[string]any{}
	for k, v := range g.Args {
		switch v := v.(type) {
		case float64: // a share
			args[k] = c.w.Percent(v, 1)
		case engine.Number:
			args[k] = c.w.Decimal(float64(v), 2)
		case string:
			args[k] = c.featureName(v)
		case []string:
			args[k] = c.columnNames(v)
		default:
			args[k] = v
		}
	}
	key := "race.guard." + g.Code + ".note"
	if g.Warn && c.w.Has(key+".warn") {
		key += ".warn"
	}
	return c.say(key, args)
}
