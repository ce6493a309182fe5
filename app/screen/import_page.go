package screen

import (
	"fmt"
	"slices"
	"strings"

	"huiliu/engine"
	"huiliu/engine/ingest"
)

// importPage is the import wizard.
func (f *frame) importPage(p Page) (Page, *DataView) {
	v := &ImportView{Chosen: min(f.intake.chosen, len(f.intake.tables)-1), Step: f.intake.step, Target: f.intake.target}
	var rows int64
	count := map[Standing]int{}
	for i := range f.intake.tables {
		item := f.tableItem(&f.intake.tables[i])
		v.Tables = append(v.Tables, item)
		count[item.Standing]++
		if item.Standing == StandingReady || item.Standing == StandingCheck {
			rows += f.intake.tables[i].source.Rows
		}
	}
	usable := count[StandingReady] + count[StandingCheck]
	p.Answer = f.say(oneKey("ui.import.answer", int64(usable)), map[string]any{"tables": usable, "rows": rows})
	switch {
	case usable == 0:
		p.Answer = f.say("ui.import.answer.none", nil)
	case count[StandingBlocked] > 0:
		p.More = []string{f.say("ui.import.more.blocked", map[string]any{"tables": count[StandingBlocked]})}
	case count[StandingCheck] > 0:
		p.More = []string{f.say("ui.import.more.check", map[string]any{"tables": count[StandingCheck]})}
	default:
		p.More = []string{f.say("ui.import.more.ready", nil)}
	}
	v.Steps = f.steps(v)
	switch v.Step {
	case stepReading:
		v.Reading = f.reading(v.Chosen)
	case stepCheck:
		v.Check = f.check(v.Chosen)
	default:
		v.Columns = f.columns(v.Chosen)
	}
	v.Targets = f.targets()
	if !slices.ContainsFunc(v.Targets, func(c Choice) bool { return c.Key == v.Target }) {
		v.Target = v.Targets[0].Key
	}
	p.Next = f.actions([]string{"import", "open:files", "forget"})
	p.Next[0].Off = usable == 0
	return p, &DataView{Import: v}
}

// mappingText says what a waiting table is about.
func (f *frame) mappingText(m *ingest.Mapping) string {
	if m.Details() {
		return f.roleText("order_lines")
	}
	return f.roleText(string(m.Role))
}

// tableItem is a waiting table in the list.
func (f *frame) tableItem(w *waiting) TableItem {
	s := &w.source
	item := TableItem{Name: s.Name, Part: s.Sheet}
	if w.refused != nil {
		item.Standing, item.Facts = StandingBlocked, ""
		if list := explained(w.refused, f.w); len(list) > 0 {
			item.Why = list[0].Sentence
		}
	} else {
		item.Facts = strings.Join([]string{f.mappingText(&s.Mapping), f.sayCount("ui.data.rows", "rows", s.Rows)}, " · ")
		item.Standing, item.Why = f.standing(w)
	}
	item.Word = f.say("ui.standing."+string(item.Standing), nil)
	return item
}

// standing says how a table stands and what to look at first.
func (f *frame) standing(w *waiting) (Standing, string) {
	m := &w.source.Mapping
	switch lacking := f.lacks(m); {
	case w.skip:
		return StandingSkipped, f.say("ui.import.skipped", nil)
	case brokenQuotes(&w.source):
		return StandingBlocked, f.say("ui.import.quotes", nil)
	case m.Role == ingest.RoleUnknown:
		return StandingSkipped, f.say("ui.import.unknown", nil)
	case lacking != "":
		return StandingBlocked, f.say("ui.import.lacks", map[string]any{"fields": lacking})
	}
	if m.DateAsk {
		return StandingCheck, f.say("ui.import.dates", nil)
	}
	if n := doubts(m); n > 0 {
		return StandingCheck, f.sayCount("ui.import.doubts", "columns", int64(n))
	}
	return StandingReady, ""
}

// brokenQuotes reports whether no row can be read because of its quotation marks.
func brokenQuotes(s *ingest.Source) bool {
	return slices.ContainsFunc(s.Warnings, func(w engine.Warning) bool { return w.Code == "import.broken_quotes" })
}

// steps are what can be looked at for the chosen table.
func (f *frame) steps(v *ImportView) []StepItem {
	w := &f.intake.tables[v.Chosen]
	out := []StepItem{{Key: stepReading, Text: f.say("ui.step.reading", nil), Doubt: w.refused != nil}}
	if w.refused == nil {
		standing, _ := f.standing(w)
		out = append(out, StepItem{Key: stepColumns, Text: f.say("ui.step.columns", nil), Doubt: standing == StandingBlocked || standing == StandingCheck},
			StepItem{Key: stepCheck, Text: f.say("ui.step.check", nil)})
	}
	return out
}

// targets are where the tables may go; only a single table can replace one.
func (f *frame) targets() []Choice {
	if !f.open {
		return []Choice{{Key: targetNew, Text: f.say("ui.target.new", nil)}}
	}
	out := []Choice{{Key: targetAdd, Text: f.say("ui.target.add", map[string]any{"project": f.projectName(f.project)})}, {Key: targetNew, Text: f.say("ui.target.new", nil)}}
	if len(f.intake.ready()) != 1 {
		return out
	}
	for i := range f.held.files {
		if r := &f.held.files[i]; r.Active && r.Corrects == 0 {
			out = append(out, Choice{Key: fmt.Sprint(targetReplace, r.ID), Text: f.say("ui.target.replace", map[string]any{"file": fileLabel(r.Name, r.Sheet)})})
		}
	}
	return out
}
