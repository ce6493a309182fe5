package doc

import (
	"strings"

	"huiliu/assets"
	"huiliu/engine"
	"huiliu/engine/predict"
)

// predictionSheet shows rules and model side by side.
func (c *composer) predictionSheet() (Sheet, bool) {
	race := &c.r.Race
	if len(race.Entries) == 0 {
		if race.Skipped == "" {
			return Sheet{}, false
		}
		return c.sheet("prediction", paragraph(c.say("report.race.skipped", map[string]any{"reason": c.label("race.skipped", race.Skipped)}))), true
	}
	s := c.sheet("prediction", paragraph(c.verdictText()))
	s.Blocks = append(s.Blocks, c.chart(ChartRef{Key: "race", Kind: ChartBarH, Table: "race", X: "model", Series: []ChartColumn{{"auc", ToneAccent}}})...)
	s.Blocks = append(s.Blocks, tableBlock(c.raceTable()), tableBlock(c.verdictTable()))
	if t := c.proofTable(); t != nil {
		s.Blocks = append(s.Blocks, tableBlock(t))
	}
	if len(c.r.Watch.Levels) > 0 {
		s.Blocks = append(s.Blocks, tableBlock(c.levelTable()))
	}
	if len(race.Calibration) > 0 {
		s.Blocks = append(s.Blocks, c.chart(ChartRef{Key: "calibration", Kind: ChartLine, Table: "calibration", X: "predicted",
			Series: []ChartColumn{{"observed", ToneAccent}, {"perfect", ToneNeutral}}})...)
		s.Blocks = append(s.Blocks, tableBlock(c.calibrationTable()))
	}
	return s, true
}

func modelLabel(w *assets.Words, key string) string { return labelOf(w, "model", key) }

// verdictCode decides by the interval, not by the winner's name: covering zero is a tie.
func verdictCode(v predict.Verdict) string {
	switch {
	case !v.GainLow.Defined() || !v.GainHigh.Defined():
		return "unknown"
	case v.GainLow <= 0 && v.GainHigh >= 0:
		return "tie"
	case v.GainLow > 0:
		return "model"
	}
	return "rule"
}

func (c *composer) verdictText() string {
	v := c.r.Race.Verdict
	code := map[string]string{"tie": "tie_use_rule", "model": "model_wins", "rule": "rule_wins"}[verdictCode(v)]
	if code == "" {
		return c.say("report.race.verdict.unknown", map[string]any{"winner": modelLabel(c.w, v.Winner)})
	}
	auc := func(n engine.Number) string { return c.show(float64(n), KindDecimal, 3) }
	text := c.say("race.verdict."+code, map[string]any{"model": modelLabel(c.w, v.Model), "rule": modelLabel(c.w, v.Rule), "gain": auc(v.Gain), "low": auc(v.GainLow), "high": auc(v.GainHigh)})
	if v.Compared > 1 {
		text += " " + c.say("race.verdict.compared", map[string]any{"models": v.Compared})
	}
	return strings.TrimSpace(text + " " + c.verdictMore())
}

// verdictMore says what else belongs to the verdict.
func (c *composer) verdictMore() string {
	v := c.r.Race.Verdict
	var list []string
	if v.Code == "model_wins" && v.Best != v.Winner {
		list = append(list, c.say("race.verdict.simplest", map[string]any{"best": modelLabel(c.w, v.Best)}))
	}
	if v.Chance {
		list = append(list, c.say("race.verdict.chance", nil))
	}
	return strings.Join(list, " ")
}

// sayRace is the verdict with its figures bound to cells.
func (c *composer) sayRace() (Sentence, bool) {
	v := c.r.Race.Verdict
	code := verdictCode(v)
	if len(c.r.Race.Entries) == 0 || len(c.r.Race.Gains) == 0 || code == "unknown" {
		return Sentence{}, false
	}
	s := c.sentence()
	s.word("verdict", s.part("report.say.race."+code, "", map[string][3]string{
		"model": {"race", v.Model, "model"}, "rule": {"race", v.Rule, "model"},
		"gain": {"verdict", "gain", "value"}, "low": {"verdict", "gain_low", "value"}, "high": {"verdict", "gain_high", "value"}}))
	more := ""
	if v.Compared > 1 {
		more = s.part("race.verdict.compared", "", map[string][3]string{"models": {"verdict", "compared", "value"}})
	}
	if rest := c.verdictMore(); rest != "" {
		more = strings.TrimSpace(more + " " + rest)
	}
	return s.word("more", more).end("race", "report.say.race")
}

func (c *composer) raceTable() *Table {
	t := c.table("race", "model:text", "kind:text", "auc:decimal3_", "auc_low:decimal3", "auc_high:decimal3",
		"gain:decimal3_", "gain_low:decimal3_", "gain_high:decimal3_", "p_holm:decimal4_", "brier:decimal4", "lift:decimal2", "used:text")
	for _, e := range c.r.Race.Entries {
		used := ""
		if e.Model == c.r.Race.Verdict.Winner {
			used = c.say("report.race.used", nil)
		}
		gain := measured(e.Gain)
		if e.Kind == "rule" { // rules are not compared with the best of them
			gain = []any{nil, nil, nil}
		}
		t.add(e.Model, append(append([]any{modelLabel(c.w, e.Model), c.say("report.race.kind."+e.Kind, nil), e.AUC, e.AUCLow, e.AUCHigh}, gain...), e.PHolm, e.Brier, e.Lift10, used)...)
	}
	return t
}

func (c *composer) verdictTable() *Table {
	race := &c.r.Race
	t := c.table("verdict", "item:text", "value:text", "note:text")
	add := func(key string, v TableCell) {
		note := ""
		if k := "report.verdict." + key + ".note"; c.w.Has(k) {
			note = c.say(k, nil)
		}
		t.add(key, c.say("report.verdict."+key, nil), v, note)
	}
	auc := func(n engine.Number) TableCell { return TableCell{Value: number(n), Kind: KindDecimal, Digits: 3} }
	add("gain", auc(race.Verdict.Gain))
	add("gain_low", auc(race.Verdict.GainLow))
	add("gain_high", auc(race.Verdict.GainHigh))
	if race.Verdict.Compared > 0 {
		add("compared", TableCell{Value: int64(race.Verdict.Compared), Kind: KindInt})
	}
	add("winner", TableCell{Value: modelLabel(c.w, race.Verdict.Winner)})
	add("design", TableCell{Value: c.label("race.design", race.Design)})
	if race.Horizon > 0 {
		add("horizon", TableCell{Value: int64(race.Horizon), Kind: KindInt})
	}
	if len(race.Train) > 0 {
		add("train", TableCell{Value: c.days(race.Train)})
		add("test", TableCell{Value: c.days(race.Test)})
	}
	add("churned", TableCell{Value: number(race.Churned.Value), Kind: KindPercent, Digits: 1})
	add("rows", TableCell{Value: race.Churned.Base, Kind: KindInt})
	if len(race.Suspicious) > 0 {
		add("suspicious", TableCell{Value: strings.Join(race.Suspicious, c.say("common.list.separator", nil))})
	}
	return t
}

func (c *composer) days(list []engine.Day) string {
	out := make([]string, len(list))
	for i, d := range list {
		out[i] = d.String()
	}
	return strings.Join(out, c.say("common.list.separator", nil))
}

func (c *composer) calibrationTable() *Table {
	t := c.table("calibration", "bin:int", "predicted:percent_", "observed:percent_", "low:percent", "high:percent", "events:int", "base:int", "perfect:percent_!")
	for i, b := range c.r.Race.Calibration {
		v := rateCells(b.Observed)
		t.add(itoa(i+1), i+1, b.Predicted, v[0], v[1], v[2], b.Observed.Events, b.Observed.Base, TableCell{Value: number(b.Predicted), Formula: "{predicted}"})
	}
	return t
}

func (c *composer) levelTable() *Table {
	t := c.table("risk_levels", "level:text", "from:percent", "customers:int", "meaning:text")
	for _, l := range c.r.Watch.Levels {
		meaning := ""
		if k := "watch.level." + l.Level + ".def"; c.w.Has(k) {
			meaning = c.say(k, nil)
		}
		t.add(l.Level, TableCell{Value: c.label("watch.level", l.Level), Tone: levelTone(l.Level)}, l.From, l.Customers, meaning)
	}
	t.total(c.say("common.total", nil), "customers")
	return t
}
