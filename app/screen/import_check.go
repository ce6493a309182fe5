package screen

import (
	"context"
	"fmt"
	"strings"

	"huiliu/engine"
	"huiliu/engine/ingest"
)

// trials are what was found out about the waiting tables by reading them through.
// They are replaced, never changed in place.
type trials struct {
	tables  map[string]ingest.Trial      // by table and mapping
	matches map[string][]ingest.KeyMatch // by all tables that will be loaded
	failed  map[string]error
}

// trialKey names a table as it will be read.
func trialKey(s *ingest.Source) string {
	var b strings.Builder
	fmt.Fprint(&b, s.Path, "|", s.Sheet, "|", s.Choice, "|", s.Mapping.Role, s.Mapping.DateOrder, s.Mapping.Once)
	for i := range s.Mapping.Columns {
		fmt.Fprint(&b, "|", s.Mapping.Columns[i].Field)
	}
	return b.String()
}

func matchKey(sources []ingest.Source) string {
	var b strings.Builder
	for i := range sources {
		b.WriteString(trialKey(&sources[i]) + "\n")
	}
	return b.String()
}

// with is a copy with one more result.
func with[V any](m map[string]V, key string, v V) map[string]V {
	out := make(map[string]V, len(m)+1)
	for k, old := range m {
		out[k] = old
	}
	out[key] = v
	return out
}

// checkTables reads the chosen table through where its check is shown, and how far the
// tables speak about the same customers. What is known is not read again.
func (d *Desk) checkTables() {
	d.mu.Lock()
	in := d.intake
	if in.step != stepCheck || in.chosen >= len(in.tables) || d.closed {
		d.mu.Unlock()
		return
	}
	w, ready := in.tables[in.chosen], in.ready()
	key, all := trialKey(&w.source), matchKey(ready)
	_, known := d.trials.tables[key]
	_, matched := d.trials.matches[all]
	_, failed := d.trials.failed[key]
	if d.checking != nil {
		d.checking.Cancel()
	}
	d.mu.Unlock()
	if known && matched || failed || w.refused != nil || len(w.source.Mapping.Lacks()) > 0 || w.source.Mapping.Role == ingest.RoleUnknown {
		return
	}
	j := d.submit("job.check", func(ctx context.Context, p engine.Progress) error {
		if !known {
			if err := d.try(ctx, w.source, p); err != nil {
				return err
			}
		}
		if matched {
			return nil
		}
		matches, err := ingest.Match(ctx, ready, p)
		if err != nil {
			return err
		}
		d.change(func() { d.trials.matches = with(d.trials.matches, all, matches) })
		return nil
	})
	d.mu.Lock()
	d.checking = j
	d.mu.Unlock()
}

// try reads a table through and keeps what was found, its error too.
func (d *Desk) try(ctx context.Context, s ingest.Source, p engine.Progress) error {
	trial, err := ingest.Check(ctx, s, p)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	d.change(func() {
		if key := trialKey(&s); err != nil {
			d.trials.failed = with(d.trials.failed, key, err)
		} else {
			d.trials.tables = with(d.trials.tables, key, trial)
		}
	})
	return nil
}

// check is the step that says what will become of the rows.
func (f *frame) check(i int) *CheckView {
	w := &f.intake.tables[i]
	v := &CheckView{Table: i, Sentence: f.say("ui.check.running", nil)}
	standing, why := f.standing(w)
	key := trialKey(&w.source)
	trial, known := f.trials.tables[key]
	switch err, failed := f.trials.failed[key]; {
	case standing == StandingBlocked || standing == StandingSkipped:
		v.Sentence = why
		return v
	case failed:
		v.Doubt = true
		if list := explained(err, f.w); len(list) > 0 {
			v.Sentence, v.Hint = list[0].Sentence, list[0].Hint
		}
	case known:
		f.trialView(v, w, &trial)
	case !f.busy:
		v.Sentence = f.say("ui.check.stopped", nil)
	}
	ready := f.intake.ready()
	matches, matched := f.trials.matches[matchKey(ready)]
	for k := range matches {
		v.Matches = append(v.Matches, f.match(&matches[k]))
	}
	if matched && len(matches) == 0 && len(ready) > 1 {
		v.Matches = append(v.Matches, MatchView{Text: f.say("ui.match.none", nil)})
	}
	return v
}

func (f *frame) trialView(v *CheckView, w *waiting, t *ingest.Trial) {
	v.Sentence = f.say("ui.check.sentence", map[string]any{"read": t.Read, "loaded": t.Loaded, "rejected": t.Rejected, "merged": t.Merged})
	switch share := float64(t.Rejected) / float64(max(t.Read, 1)); {
	case t.Loaded == 0:
		v.Doubt, v.Hint = true, f.say("ui.check.nothing", nil)
	case share > rejectsOdd:
		v.Doubt, v.Hint = true, f.say("ui.check.many", map[string]any{"share": f.w.Percent(share, 1)})
	case t.Rejected > 0:
		v.Hint = f.say("ui.check.some", nil)
	default:
		v.Hint = f.say("ui.check.all", nil)
	}
	if len(t.Reasons) == 0 {
		return
	}
	reasons := f.newTable("reasons", "reason", "rows")
	for _, r := range t.Reasons {
		reasons.addRow(textCell(f.areaText("reject", r.Reason)), f.count(r.Rows))
	}
	examples := f.newTable("examples", "line", "reason")
	for i := range w.source.Mapping.Columns {
		header := w.source.Mapping.Columns[i].Header
		examples.Columns = append(examples.Columns, Column{Header: header, Chars: headerWidth(header)})
	}
	for i := range t.Examples {
		e := &t.Examples[i]
		text := f.areaText("reject", e.Reason)
		if e.Value != "" {
			text += f.say("ui.colon", nil) + e.Value
		}
		cells := []Cell{f.count(e.Line), textCell(text)}
		for j := range w.source.Mapping.Columns {
			cell := ""
			if j < len(e.Cells) {
				cell = e.Cells[j]
			}
			cells = append(cells, textCell(cell))
		}
		examples.addRow(cells...)
	}
	v.Tables = []Table{examples, reasons}
}

// rejectsOdd is the share of rejected rows from which the mapping may be wrong.
const rejectsOdd = 0.05

// match says how far two kinds of table speak about the same customers.
func (f *frame) match(m *ingest.KeyMatch) MatchView {
	left, right := f.roleText(string(m.LeftRole)), f.roleText(string(m.RightRole))
	share := f.w.Percent(float64(m.Both)/float64(max(m.LeftKeys, 1)), 1)
	key := "ui.match.text"
	switch {
	case m.LeftField == ingest.FieldOrderID:
		left, key = f.roleText("order_lines"), "ui.match.orders"
	case m.Both == m.LeftKeys:
		key = "ui.match.all"
	case share == f.w.Percent(1, 1): // all would be said of less than all
		key = "ui.match.almost"
	}
	v := MatchView{Text: f.say(key, map[string]any{"left": left, "right": right, "keys": m.LeftKeys, "both": m.Both, "missing": m.LeftKeys - m.Both, "share": share})}
	v.Doubt = m.Both*2 < m.LeftKeys
	if m.Hint != "" {
		v.Doubt = v.Doubt || m.Hint != "masked"
		v.Hint = f.say("ui.match.hint."+m.Hint, map[string]any{"keys": m.HintKeys})
	}
	if m.RowsWithout > 0 && len(m.Unmatched) > 0 {
		v.Hint = strings.TrimSpace(v.Hint + " " + f.say("ui.match.unmatched", map[string]any{"rows": m.RowsWithout, "keys": strings.Join(m.Unmatched[:min(3, len(m.Unmatched))], f.say("common.list.separator", nil))}))
	}
	return v
}
