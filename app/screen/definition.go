package screen

import (
	"time"

	"huiliu/engine"
	"huiliu/engine/churn"
)

// Ends of the window slider, in days.
const (
	lowestWindow  = 15
	highestWindow = 365
)

// definition is the screen where "gone" is decided.
func (f *frame) definition() (Page, *DefinitionView) {
	p := f.analysis(Definition)
	if f.results == nil {
		return p, nil
	}
	d := &f.results.Definition
	v := &DefinitionView{Window: d.WindowDays, Low: lowestWindow, High: highestWindow, Suggested: d.Suggested}
	if f.question.WindowDays > 0 {
		v.Window = f.question.WindowDays // what the person just chose, already
	}
	v.AsOfs = f.asOfs()
	if f.question.AsOf != engine.NoDay {
		v.AsOf = f.question.AsOf.String()
	}
	if d.Business == churn.Contractual {
		p.Answer, v.Fixed = f.say("ui.definition.contract", nil), f.say("ui.definition.contract.hint", nil)
		return p, v
	}
	args := map[string]any{"days": d.WindowDays, "suggested": d.Suggested}
	p.Answer = f.say("ui.definition.answer.open", args)
	if fc := d.FalseChurn; fc.Base > 0 && !fc.Small() {
		args["false"] = f.w.Percent(float64(fc.Value), 1)
		args["low"], args["high"] = f.w.Percent(float64(fc.Low), 1), f.w.Percent(float64(fc.High), 1)
		args["checked"], args["horizon"] = d.CheckedAt.String(), d.HorizonDays
		p.Answer = f.say("ui.definition.answer", args)
		p.More = []string{f.say("ui.definition.checked", args)}
	}
	v.Hint = f.say("ui.definition.suggested", args)
	if key := "churn.reason." + d.Reason; f.w.Has(key) {
		v.Hint += f.say("ui.colon", nil) + f.say(key, map[string]any{"days": d.Suggested})
	}
	return p, v
}

// asOfs are the days everything can be replayed as of: the last day, then month ends.
func (f *frame) asOfs() []Choice {
	first, last := f.accounting.FirstDay, f.accounting.LastDay
	out := []Choice{{Key: "", Text: f.say("ui.definition.last_day", map[string]any{"day": last.String()})}}
	if first == engine.NoDay || last == engine.NoDay {
		return out[:0]
	}
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
