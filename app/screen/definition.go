package screen

import (
	"time"

	"huiliu/engine"
	"huiliu/engine/churn"
)

// definition is the screen where "gone" is decided.
func (f *frame) definition() (Page, *DefinitionView) {
	p := f.analysis(Definition)
	if f.results == nil {
		return p, nil
	}
	d := &f.results.Definition
	v := &DefinitionView{Window: d.WindowDays, Low: churn.LowestWindow, High: churn.HighestWindow, Suggested: d.Suggested}
	if d.Business == churn.Contractual {
		p.Answer, v.Fixed = f.say("ui.definition.contract", nil), f.say("ui.definition.contract.hint", nil)
		return p, v
	}
	args := map[string]any{"days": d.WindowDays, "suggested": d.Suggested}
	rule := "ui.definition.answer"
	if d.Rule == churn.RuleRhythm {
		rule, args["times"] = "ui.definition.rhythm", d.Times
	}
	p.Answer = f.say(rule+".open", args)
	l := lab{w: f.w, r: f.results}
	if fc := d.FalseChurn; fc.Base > 0 && !fc.Small() {
		args["false"] = f.w.Percent(float64(fc.Value), 1)
		args["low"], args["high"] = f.w.Percent(float64(fc.Low), 1), f.w.Percent(float64(fc.High), 1)
		args["checked"], args["horizon"] = d.CheckedAt.String(), d.HorizonDays
		p.Answer = f.say(rule, args)
		p.More = []string{f.say("ui.definition.checked", args)}
	}
	if once := l.once(); once != "" {
		p.More = append(p.More, once)
	}
	if d.Declined != "" {
		p.More = append([]string{f.say("ui.definition.declined", args)}, p.More...)
	}
	v.Hint, v.Rhythm = l.suggestion(), l.rhythm()
	v.Own = d.Rule == churn.RuleRhythm
	v.Offered = f.results.Lab.Rhythm.Offered || v.Own
	return p, v
}

// RuleRhythm is what [Desk.SetRule] takes for the own rhythm.
const RuleRhythm = churn.RuleRhythm

// Days are the days everything can be replayed as of.
type Days struct {
	First, Last string // of the data; "" when it has no days
	Now         string // the day in use, "" = the last one
	Ends        []Choice
}

// Days lists the days that can be replayed: month ends to choose from, any day between
// the first and the last to type.
func (d *Desk) Days() Days {
	d.mu.Lock()
	f := &frame{w: d.words, accounting: d.accounting, question: d.question, results: d.results}
	d.mu.Unlock()
	first, last := f.accounting.FirstDay, f.accounting.LastDay
	if first == engine.NoDay || last == engine.NoDay || f.results != nil && f.results.Contractual() {
		return Days{}
	}
	out := Days{First: first.String(), Last: last.String(), Ends: f.asOfs()}
	if f.question.AsOf != engine.NoDay {
		out.Now = f.question.AsOf.String()
	}
	return out
}

// asOfs are the last day, then month ends.
func (f *frame) asOfs() []Choice {
	first, last := f.accounting.FirstDay, f.accounting.LastDay
	out := []Choice{{Key: "", Text: f.say("ui.definition.last_day", map[string]any{"day": last.String()})}}
	t := last.Time()
	for end := monthStart(t).AddDate(0, 0, -1); engine.DayOf(end) > first; end = monthStart(end).AddDate(0, 0, -1) {
		day := engine.DayOf(end).String()
		out = append(out, Choice{Key: day, Text: day})
	}
	return out
}

func monthStart(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
}

// replay is the banner that everything answers as of a past day, "" when it does not.
func (f *frame) replay() string {
	if f.answered.AsOf == engine.NoDay || f.answered.AsOf == 0 || f.results == nil {
		return ""
	}
	return f.say("ui.replay.banner", map[string]any{"day": f.answered.AsOf.String()})
}
