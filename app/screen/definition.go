package screen

import (
	"time"

	"huiliu/engine"
	"huiliu/engine/churn"
)

// definition is the screen where "gone" is decided.
func (f *frame) definition() (Page, *DefinitionView) {
	p := f.analysis(Definition)
	if f.results == nil || f.results.Narrow {
		return p, nil
	}
	d := &f.results.Definition
	v := &DefinitionView{Window: d.WindowDays, Low: churn.LowestWindow, High: churn.HighestWindow, Suggested: d.Suggested}
	if d.Business == churn.Contractual {
		f.contract(&p, v)
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

// contract is the screen of contracts: the table says who left, or the ends of the terms do.
func (f *frame) contract(p *Page, v *DefinitionView) {
	d, lab := &f.results.Definition, &f.results.Lab
	if !lab.Dated {
		p.Answer, v.Fixed = f.say("ui.definition.contract", nil), f.say("ui.definition.contract.hint", nil)
		return
	}
	v.Contract, v.Low, v.High, v.Suggested, v.Window, v.Dates = true, 0, churn.HighestGrace, lab.Suggested, d.GraceDays, d.Rule == churn.RuleDates
	v.Flagged = f.results.Lab.Flagged
	args := map[string]any{"days": d.GraceDays, "suggested": lab.Suggested}
	p.Answer = f.say("ui.definition.contract", nil)
	if v.Dates {
		p.Answer = f.say("ui.definition.dates", args)
		if fc := d.FalseChurn; fc.Base > 0 && !fc.Small() {
			args["false"], args["low"], args["high"] = f.w.Percent(float64(fc.Value), 1), f.w.Percent(float64(fc.Low), 1), f.w.Percent(float64(fc.High), 1)
			args["base"], args["horizon"] = f.w.Int(fc.Base), d.HorizonDays
			p.More = append(p.More, f.say("ui.definition.dates.checked", args))
		}
		if d.AsOf < lab.LastDay {
			p.More = append(p.More, f.say("ui.definition.dates.replay", nil))
		}
	} else {
		v.Window = lab.Suggested
	}
	if d.Undated > 0 {
		p.More = append(p.More, f.say("ui.definition.dates.undated", map[string]any{"customers": f.w.Int(d.Undated)}))
	}
	v.Hint = f.say("ui.definition.grace.suggested", args)
	if key := "churn.reason." + lab.Reason; f.w.Has(key) {
		v.Hint += f.say("ui.colon", nil) + f.say(key, map[string]any{"days": lab.Suggested})
	}
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
	first, last := f.span()
	if first == engine.NoDay || last == engine.NoDay {
		return Days{}
	}
	out := Days{First: first.String(), Last: last.String(), Ends: f.asOfs()}
	if f.question.AsOf != engine.NoDay {
		out.Now = f.question.AsOf.String()
	}
	return out
}

// span is the first and the last day of the data; of contracts, of their terms.
func (f *frame) span() (first, last engine.Day) {
	if r := f.results; r != nil && r.Contractual() {
		if !r.Lab.Dated {
			return engine.NoDay, engine.NoDay
		}
		return r.Lab.FirstDay, r.Lab.LastDay
	}
	return f.accounting.FirstDay, f.accounting.LastDay
}

// asOfs are the last day, then month ends.
func (f *frame) asOfs() []Choice {
	first, last := f.span()
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
