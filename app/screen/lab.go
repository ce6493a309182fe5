package screen

import (
	"huiliu/assets"
	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/reports/doc"
)

// Reading is what one churn window would mean, before it is applied.
type Reading struct {
	Window   int
	Head     string // "沉默超过 137 天算流失"
	Measures []Measure
	Effect   string // whose state would change, against the window in use
	Same     bool   // it is the window in use
}

// Measure is one figure of a reading.
type Measure struct {
	Label, Value, Note string
}

// Try says what a window would mean. It reads what has been computed, day by day:
// nothing is interpolated and nothing is changed.
func (d *Desk) Try(days int) Reading {
	d.mu.Lock()
	w, r := d.words, d.results
	d.mu.Unlock()
	l := lab{w: w, r: r}
	out := Reading{Window: days, Head: w.Say("ui.definition.window", map[string]any{"days": days})}
	if r == nil || r.Contractual() && !r.Lab.Dated {
		return out
	}
	if r.Contractual() {
		return l.grace(days, out)
	}
	row, ok := r.Lab.At(days)
	if !ok {
		out.Effect = w.Say("ui.lab.outside", map[string]any{"low": churn.LowestWindow, "high": churn.HighestWindow})
		return out
	}
	out.Same = days == r.Definition.WindowDays && r.Definition.Rule != churn.RuleRhythm
	out.Measures = []Measure{l.called(row), l.wrong(row), l.spend(row), l.stable(row), l.notice(row)}
	if n, ok := r.Habits.Waiting(days); ok && n > 0 {
		out.Measures = append(out.Measures, l.rate("waiting", engine.NewRate(n, row.Now.Events), nil))
	}
	out.Effect = l.effect(row)
	return out
}

// grace says what days of grace after the end of a contract would mean.
func (l lab) grace(days int, out Reading) Reading {
	out.Head = l.say("grace", map[string]any{"days": days})
	row, ok := l.r.Lab.At(days)
	if !ok {
		out.Effect = l.say("outside", map[string]any{"low": 0, "high": churn.HighestGrace})
		return out
	}
	d := &l.r.Definition
	out.Same = d.Rule == churn.RuleDates && days == d.GraceDays
	out.Measures = []Measure{l.rate("grace.called", row.Now, nil), l.rate("grace.wrong", row.False, map[string]any{"horizon": row.Horizon})}
	switch used, known := l.r.Lab.At(d.GraceDays); {
	case out.Same:
		out.Effect = l.say("effect.same", map[string]any{"days": days})
	case d.Rule != churn.RuleDates:
		out.Effect = l.say("grace.flag", map[string]any{"from": l.percent(l.r.Describe.Rates.Churn.Value), "to": l.percent(row.Now.Value)})
	case known:
		n, key := row.Now.Events-used.Now.Events, "grace.more"
		if n < 0 {
			n, key = -n, "grace.fewer"
		}
		out.Effect = l.say(key, map[string]any{"used": d.GraceDays, "customers": l.w.Int(n), "from": l.percent(used.Now.Value), "to": l.percent(row.Now.Value)})
	}
	return out
}

// lab words the evidence of the definition lab.
type lab struct {
	w *assets.Words
	r *doc.Results
}

func (l lab) say(key string, args map[string]any) string { return l.w.Say("ui.lab."+key, args) }

func (l lab) percent(v engine.Number) string { return l.w.Percent(float64(v), 1) }

// rate writes a rate with its interval; small bases have none.
func (l lab) rate(key string, r engine.Rate, args map[string]any) Measure {
	if args == nil {
		args = map[string]any{}
	}
	args["events"], args["base"] = l.w.Int(r.Events), l.w.Int(r.Base)
	m := Measure{Label: l.say(key, nil), Value: "—", Note: l.say(key+".none", args)}
	switch {
	case r.Base == 0:
	case r.Small():
		m.Note = l.say("small", args)
	default:
		args["low"], args["high"] = l.percent(r.Low), l.percent(r.High)
		m.Value, m.Note = l.percent(r.Value), l.say(key+".note", args)
	}
	return m
}

func (l lab) called(row churn.WindowRow) Measure { return l.rate("called", row.Now, nil) }

func (l lab) wrong(row churn.WindowRow) Measure {
	return l.rate("wrong", row.False, map[string]any{"day": row.Cutoff.String(), "horizon": row.Horizon})
}

func (l lab) stable(row churn.WindowRow) Measure { return l.rate("stable", row.Stable, nil) }

func (l lab) spend(row churn.WindowRow) Measure {
	m := Measure{Label: l.say("spend", nil), Value: "—", Note: l.say("spend.note", nil)}
	if row.NowSpend.Defined() {
		m.Value = l.percent(row.NowSpend)
	}
	return m
}

func (l lab) notice(row churn.WindowRow) Measure {
	m := Measure{Label: l.say("notice", nil), Value: "—", Note: l.say("notice.none", nil)}
	if row.Notice != nil && l.r.Lab.Cold != nil {
		m.Value = l.say("days", map[string]any{"days": *row.Notice})
		m.Note = l.say("notice.note", map[string]any{"cold": *l.r.Lab.Cold, "horizon": row.Horizon})
	}
	return m
}

// effect says who would change state if the window were applied.
func (l lab) effect(row churn.WindowRow) string {
	used := l.r.Definition.WindowDays
	if l.r.Definition.Rule == churn.RuleRhythm {
		return l.say("effect.rhythm", map[string]any{"from": l.percent(l.r.Lab.Rhythm.Now.Value), "to": l.percent(row.Now.Value), "times": l.r.Definition.Times})
	}
	now, ok := l.r.Lab.At(used)
	if !ok || row.Window == used {
		return l.say("effect.same", map[string]any{"days": used})
	}
	n, key := row.Now.Events-now.Now.Events, "effect.more"
	if n < 0 {
		n, key = -n, "effect.fewer"
	}
	if n == 0 {
		key = "effect.none"
	}
	share := float64(row.NowSpend - now.NowSpend)
	args := map[string]any{"used": used, "customers": l.w.Int(n), "share": l.w.Percent(max(share, -share), 1), "from": l.percent(now.Now.Value), "to": l.percent(row.Now.Value)}
	return l.say(key, args)
}

// suggestion is the suggested window with its reason in words.
func (l lab) suggestion() string {
	d := &l.r.Definition
	text := l.w.Say("ui.definition.suggested", map[string]any{"suggested": d.Suggested})
	if key := "churn.reason." + d.Reason; l.w.Has(key) {
		text += l.w.Say("ui.colon", nil) + l.w.Say(key, map[string]any{"days": d.Suggested})
	}
	return text
}

// rhythm says whether a rule by personal rhythm is offered, and why not.
func (l lab) rhythm() string {
	r := &l.r.Lab.Rhythm
	text := l.w.Say("churn.rhythm."+r.Verdict, nil)
	if r.K.Defined() {
		text += "\n" + l.say("rhythm.k", map[string]any{"customers": l.w.Int(r.Customers), "k": l.w.Decimal(float64(r.K), 2), "low": l.w.Decimal(float64(r.Low), 2), "high": l.w.Decimal(float64(r.High), 2)})
	}
	if r.Verdict != churn.RhythmFew && !r.Personal.Small() && !r.Fixed.Small() {
		text += "\n" + l.say("rhythm.tried", map[string]any{"day": r.Cutoff.String(), "judged": l.w.Int(r.Judged), "horizon": r.Horizon,
			"own": l.percent(r.Personal.Value), "own_low": l.percent(r.Personal.Low), "own_high": l.percent(r.Personal.High), "own_base": l.w.Int(r.Personal.Base),
			"plain": l.percent(r.Fixed.Value), "plain_low": l.percent(r.Fixed.Low), "plain_high": l.percent(r.Fixed.High), "plain_base": l.w.Int(r.Fixed.Base)})
	}
	if r.Offered {
		text += "\n" + l.say("rhythm.means", map[string]any{"times": r.Times, "own": l.w.Int(r.Own), "more": l.w.Int(r.More), "fewer": l.w.Int(r.Fewer), "to": l.percent(r.Now.Value), "days": l.r.Definition.WindowDays})
	}
	return text
}

// once speaks of those who bought on one day only.
func (l lab) once() string {
	o := l.r.Lab.OneTime
	if o.Base == 0 {
		return ""
	}
	return l.say("once", map[string]any{"customers": l.w.Int(o.Events), "base": l.w.Int(o.Base), "share": l.percent(o.Value)})
}
