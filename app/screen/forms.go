package screen

import (
	"context"
	"strconv"
	"strings"

	"huiliu/app"
	"huiliu/engine/ledger"
	"huiliu/engine/playbook"
	"huiliu/engine/risk"
	"huiliu/engine/winback"
)

// FormView is something a person enters into the project line by line.
type FormView struct {
	Key    string // for [Desk.Enter]
	Title  string
	Hint   string
	Fields []FieldView
	Save   string
	Remove string // "" when there is nothing to take out
}

// FieldView is one field of a form: one of the choices, or text.
type FieldView struct {
	Key     string
	Label   string
	Choices []Choice // nil for text
	Wide    bool
}

// Forms.
const (
	formCost    = "cost"
	formBenefit = "benefit"
	formRisk    = "risk"
	formPlay    = "play"
)

// forms are what can be entered on a screen.
func (f *frame) forms(k Key) []FormView {
	if f.results == nil || f.missing(k) != "" {
		return nil
	}
	switch k {
	case Ledger:
		return []FormView{f.costForm(), f.form(formBenefit, false, f.text("value", false)), f.form(formRisk, true,
			f.text("name", true), f.text("probability", false), f.text("impact", false), f.text("owner", false), f.text("mitigation", true))}
	case Playbook:
		return []FormView{f.playForm()}
	}
	return nil
}

func (f *frame) form(key string, removable bool, fields ...FieldView) FormView {
	v := FormView{Key: key, Title: f.say("ui.form."+key, nil), Hint: f.say("ui.form."+key+".hint", nil), Fields: fields, Save: f.say("ui.form.save", nil)}
	if removable {
		v.Remove = f.say("ui.form.remove", nil)
	}
	return v
}

func (f *frame) text(key string, wide bool) FieldView {
	return FieldView{Key: key, Label: f.say("ui.field."+key, nil), Wide: wide}
}

// choose is a field with choices; any is the words for an empty choice, "" for none.
func (f *frame) choose(key, area, any string, keys ...string) FieldView {
	v := f.text(key, false)
	if any != "" {
		v.Choices = append(v.Choices, Choice{Text: any})
	}
	for _, k := range keys {
		v.Choices = append(v.Choices, Choice{Key: k, Text: f.labelOr(area, k)})
	}
	return v
}

func (f *frame) costForm() FormView {
	var kinds, pers, offers []string
	for _, k := range ledger.Kinds() {
		kinds = append(kinds, string(k))
	}
	for _, p := range ledger.Occasions() {
		pers = append(pers, string(p))
	}
	for _, o := range f.results.Winback.Assumptions.Offers {
		offers = append(offers, o.Key)
	}
	return f.form(formCost, true, f.choose("kind", "ledger.kind", "", kinds...), f.choose("per", "ledger.per", "", pers...),
		f.choose("offer", "offer", f.say("ui.field.any_offer", nil), offers...), f.text("value", true), f.text("name", false),
		f.choose("source", "ledger.source", "", ledger.FromUser, ledger.FromBenchmark, ledger.FromHistory, ledger.FromJudgement))
}

func (f *frame) playForm() FormView {
	anything := f.say("report.play.any", nil)
	causes := f.text("cause", false)
	causes.Choices = []Choice{{Text: anything}}
	for _, e := range f.results.Taxonomy.Causes {
		causes.Choices = append(causes.Choices, Choice{Key: e.Key, Text: f.results.Taxonomy.Label(e.Key, string(f.w.Lang()))})
	}
	return f.form(formPlay, true, causes, f.choose("tier", "play.value", anything, playbook.High, playbook.Middle, playbook.Low),
		f.choose("stage", "play.stage", anything, playbook.Once, playbook.Repeat, playbook.Gone), f.choose("price", "play.price", anything, playbook.Sensitive, playbook.Usual),
		f.text("remedy", true), f.choose("channel", "play.channel", "", playbook.Channels()...), f.text("words", true), f.text("owner", false), f.text("days", false))
}

// Enter keeps what was typed into a form in the project, or takes the same line out, and
// makes the plan anew.
func (d *Desk) Enter(form string, values map[string]string, out bool) {
	d.mu.Lock()
	s, r, q := d.session, d.results, d.question
	d.mu.Unlock()
	if s == nil || r == nil {
		return
	}
	d.decide(s, q, func(ctx context.Context) error {
		return enter(ctx, s, form, values, out, winback.Occasions(r.Winback.Assumptions))
	})
}

func enter(ctx context.Context, s *app.Session, form string, values map[string]string, out bool, assumed []ledger.Assumed) error {
	v := func(key string) string { return strings.TrimSpace(values[key]) }
	all := func(key string) map[string]string { return map[string]string{"": v(key)} }
	switch form {
	case formBenefit:
		return s.EnterBenefit(ctx, v("value"), app.Author())
	case formRisk:
		return s.EnterRisk(ctx, risk.Entry{Key: v("name"), Label: all("name"), Probability: v("probability"), Impact: v("impact"), Owner: all("owner"), Mitigation: all("mitigation"), Author: app.Author()}, out)
	case formPlay:
		days, err := strconv.Atoi(v("days"))
		if err != nil {
			days = -1 // refused with what is right
		}
		return s.EnterPlay(ctx, playbook.Rule{Cause: v("cause"), Value: v("tier"), Stage: v("stage"), Price: v("price"), Offer: all("remedy"), Channel: v("channel"),
			Words: all("words"), Owner: all("owner"), Days: days, Author: app.Author()}, out)
	}
	return s.EnterCost(ctx, ledger.Entry{Kind: ledger.Kind(v("kind")), Per: ledger.Per(v("per")), Offer: v("offer"), Name: v("name"), Value: v("value"), Source: v("source"), Author: app.Author()}, out, assumed)
}
