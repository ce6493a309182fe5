package screen

import (
	"context"
	"math"
	"strconv"
	"strings"

	"huiliu/app"
	"huiliu/engine"
	"huiliu/engine/explain"
	"huiliu/engine/feature"
	"huiliu/reports/doc"
)

// keepable reports whether the present model can be kept: there is one, and nothing is
// being replayed.
func (f *frame) keepable() bool {
	return f.results != nil && f.results.Life.Present != nil && f.results.Definition.AsOf >= f.results.Import.LastDay
}

// modelMore says how models did over time and what to do about the kept one.
func (f *frame) modelMore() []string {
	r := f.results
	out := []string{doc.HistoryText(f.w, &r.Life.History)}
	if len(r.Life.Reviews) > 0 {
		v := &r.Life.Reviews[0]
		out = append(out, f.say("ui.model.kept", map[string]any{"version": v.ID, "day": v.KeptAt[:min(len(v.KeptAt), len("2006-01-02"))], "advice": doc.AdviceText(f.w, v)}))
	}
	if !r.Explain.Used {
		out = append(out, f.say("report.model.rule", map[string]any{"rule": f.labelOr("model", r.Race.Verdict.Winner)}))
	}
	return out
}

// KeepModel keeps the present model in the project.
func (d *Desk) KeepModel() {
	d.turnModel(func(ctx context.Context, s *app.Session, r *doc.Results) error {
		_, _, err := s.KeepModel(ctx, r)
		return err
	})
}

// WithdrawModel takes the latest kept model out of use; nothing is deleted.
func (d *Desk) WithdrawModel() {
	d.turnModel(func(ctx context.Context, s *app.Session, r *doc.Results) error {
		if len(r.Life.Reviews) == 0 {
			return nil
		}
		return s.WithdrawModel(ctx, r.Life.Reviews[0].ID)
	})
}

// turnModel changes the kept models and reads them again.
func (d *Desk) turnModel(f func(context.Context, *app.Session, *doc.Results) error) {
	d.mu.Lock()
	s, r := d.session, d.results
	d.mu.Unlock()
	if s == nil || r == nil {
		return
	}
	d.submit("job.model", func(ctx context.Context, _ engine.Progress) error {
		if err := f(ctx, s, r); err != nil {
			return err
		}
		return d.relife(ctx, s, r)
	})
}

// relife reads the kept models again, and the journal that tells of them.
func (d *Desk) relife(ctx context.Context, s *app.Session, r *doc.Results) error {
	next, err := s.RenewLife(ctx, r)
	if err != nil {
		return err
	}
	return d.noted(ctx, s, func() {
		if d.results == r {
			d.results = next
			d.compose()
		}
	})
}

// ExportModel writes the best model to a .sql or .json file.
func (d *Desk) ExportModel(path string) {
	d.mu.Lock()
	r := d.results
	d.mu.Unlock()
	d.submit("job.export", func(context.Context, engine.Progress) error { return app.ExportModel(r, path) })
}

// WhatIfView is a customer as the model would see them changed.
type WhatIfView struct {
	Columns  []Choice // what can be changed, with its present value
	Answer   string   // before and after
	Changes  []string // made so far
	Warnings []string
	Hint     string // that this is no effect
}

// Ask changes one column of the customer on the card, "" for missing; a text that is no
// number for a column of numbers changes nothing.
func (d *Desk) Ask(column, value string) {
	d.change(func() {
		change, ok := d.parseChange(column, value)
		if !ok {
			return
		}
		changes := []explain.Change{}
		for _, c := range d.looks.asked {
			if c.Column != column {
				changes = append(changes, c)
			}
		}
		d.looks.asked = append(changes, change)
	})
}

// AskAgain takes all changes of the customer on the card back.
func (d *Desk) AskAgain() { d.change(func() { d.looks.asked = nil }) }

// parseChange reads a typed value. Call with mu held.
func (d *Desk) parseChange(column, value string) (explain.Change, bool) {
	c := explain.Change{Column: column, Number: math.NaN()}
	if d.results == nil || d.results.Subject == nil {
		return c, false
	}
	x := d.results.Subject.X.Find(column)
	value = strings.TrimSpace(value)
	switch {
	case x == nil:
		return c, false
	case x.Text != nil:
		c.Text = value
		return c, true
	case value == "":
		return c, true
	}
	scale := 1.0
	if plain, ok := strings.CutSuffix(value, "%"); ok {
		value, scale = plain, 100
	}
	v, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimSpace(value), ",", ""), 64)
	c.Number = v / scale
	return c, err == nil
}

// whatIf is the question about the customer on the card, nil for one the model does not
// know.
func (f *frame) whatIf(id string) *WhatIfView {
	w, ok, err := app.WhatIf(f.results, id, f.looks.asked)
	if !ok || err != nil {
		return nil
	}
	out := &WhatIfView{Hint: f.say("ui.whatif.hint", nil)}
	args := map[string]any{"before": f.w.Percent(w.Before, 1), "after": f.w.Percent(w.After, 1)}
	switch {
	case len(f.looks.asked) == 0:
		out.Answer = f.say("ui.whatif.plain", args)
	default:
		out.Answer = f.say("ui.whatif.answer", args)
	}
	if !f.results.Subject.Listed {
		out.Hint += f.say("ui.whatif.rule", nil)
	}
	out.Columns = f.askColumns(id)
	for _, c := range f.looks.asked {
		out.Changes = append(out.Changes, f.say("ui.whatif.change", map[string]any{"name": f.featureName(c.Column), "value": f.askValue(c.Column, c.Number, c.Text)}))
	}
	for _, x := range w.Warnings {
		out.Warnings = append(out.Warnings, f.say("warning."+x.Code, f.warningArgs(x)))
	}
	return out
}

func (f *frame) featureName(column string) string {
	if key := "feature." + column; f.w.Has(key) {
		return f.say(key, nil)
	}
	return column
}

// warningArgs names the columns of a warning in words.
func (f *frame) warningArgs(x engine.Warning) map[string]any {
	column, _ := x.Args["column"].(string)
	args := map[string]any{"column": f.featureName(column), "level": x.Args["level"]}
	for _, key := range []string{"low", "high"} {
		if v, ok := x.Args[key].(float64); ok {
			args[key] = f.askValue(column, v, "")
		}
	}
	if others, ok := x.Args["others"].([]string); ok {
		names := make([]string, 0, mostOthers)
		for _, o := range others[:min(len(others), mostOthers)] {
			names = append(names, f.featureName(o))
		}
		args["others"] = strings.Join(names, f.say("common.list.separator", nil))
	}
	return args
}

// mostOthers is how many companions of a changed column are named.
const mostOthers = 3

// askColumns are the columns of the model by importance, with the customer's values.
func (f *frame) askColumns(id string) []Choice {
	s := f.results.Subject
	row := -1
	for i, known := range s.IDs {
		if known == id {
			row = i
		}
	}
	var out []Choice
	for _, b := range f.results.Explain.Importance.Blocks {
		for _, column := range b.Columns {
			c := s.X.Find(column)
			if c == nil || row < 0 {
				continue
			}
			value := ""
			if c.Text != nil {
				value = f.askValue(column, math.NaN(), c.Text[row])
			} else {
				value = f.askValue(column, c.Number[row], "")
			}
			out = append(out, Choice{Key: column, Text: f.say("ui.whatif.column", map[string]any{"name": f.featureName(column), "value": value})})
		}
	}
	return out
}

// askValue is a value as it is shown and typed.
func (f *frame) askValue(column string, v float64, text string) string {
	switch {
	case text != "":
		return text
	case math.IsNaN(v):
		return f.say("report.scorecard.missing", nil)
	}
	for _, info := range feature.Catalogue() {
		if info.Name == column && info.Unit == feature.Ratio {
			return f.w.Percent(v, 1)
		}
	}
	if v == math.Trunc(v) || math.Abs(v) >= 100 {
		return f.w.Decimal(v, 0)
	}
	return f.w.Decimal(v, 2)
}
