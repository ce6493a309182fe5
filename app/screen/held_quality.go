package screen

import (
	"context"
	"strings"

	"huiliu/app"
	"huiliu/engine"
	"huiliu/engine/quality"
)

// QualityView says what is wrong or odd in the data, worst first, and what to do
// about one of it.
type QualityView struct {
	Sentence string
	Findings []TableItem
	Chosen   int    // position in Findings
	Where    string // the first rows
	Advice   string // what it means and what to do
	Account  string // what [Desk.TurnAccount] does about the chosen finding: leave the id out or count it again; "" for nothing
	Tables   []Table
	Pairs    string // that ids may be one person, "" for none: it leads to their queue
}

// ChooseFinding shows another finding about the data.
func (d *Desk) ChooseFinding(position int) {
	d.change(func() { d.holding.finding = max(0, position) })
}

// TurnAccount leaves the id of the chosen finding out, or counts it again.
func (d *Desk) TurnAccount() {
	d.mu.Lock()
	var chosen *quality.Finding
	if d.results != nil && !d.stale && !d.holding.deciding {
		if list := d.results.Quality.Findings; d.holding.finding < len(list) && list[d.holding.finding].Excludable() {
			chosen = &list[d.holding.finding]
		}
	}
	if chosen == nil {
		d.mu.Unlock()
		return
	}
	d.holding.deciding = true
	d.mu.Unlock()
	d.alter("job.decide", func(ctx context.Context, s *app.Session, _ engine.Progress) error {
		turn := s.Exclude
		if chosen.Done == quality.DoneExcluded {
			turn = s.Include
		}
		err := turn(ctx, []string{chosen.Who})
		d.change(func() { d.holding.deciding = false })
		return err
	})
}

// qualityTab reads what the analysis found about the data; nil before there is one.
func (f *frame) qualityTab() *QualityView {
	if f.results == nil {
		return &QualityView{Sentence: f.say("ui.quality.waiting", nil)}
	}
	list := f.results.Quality.Findings
	v := &QualityView{Chosen: max(0, min(f.holding.finding, len(list)-1))}
	urgent := 0
	for i := range list {
		if list[i].Severity == quality.Act {
			urgent++
		}
	}
	switch {
	case len(list) == 0:
		v.Sentence = f.say("ui.quality.none", nil)
	case urgent > 0:
		v.Sentence = f.say("ui.quality.urgent", map[string]any{"count": len(list), "urgent": urgent})
	default:
		v.Sentence = f.say("ui.quality.some", map[string]any{"count": len(list)})
	}
	if n := openPairs(f.results.Identity.Pairs); n > 0 {
		v.Pairs = f.sayCount("ui.quality.pairs", "pairs", int64(n))
	}
	if v.Chosen < len(list) && list[v.Chosen].Excludable() && !f.stale {
		key := "ui.quality.exclude"
		if list[v.Chosen].Done == quality.DoneExcluded {
			key = "ui.quality.include"
		}
		v.Account = f.say(key, map[string]any{"id": list[v.Chosen].Who})
	}
	f.findings(v, list)
	for _, key := range []string{"quality_levels", "quality_netting", "quality_reversed"} {
		if t, ok := f.cache.table(f.document, f.w, key); ok {
			t.Name = f.say("ui.quality."+key, nil)
			v.Tables = append(v.Tables, t)
		}
	}
	return v
}

// findings takes the words of the report's tables, one row per finding.
func (f *frame) findings(v *QualityView, list []quality.Finding) {
	told, ok := f.cache.table(f.document, f.w, "quality_findings")
	if !ok || len(told.Rows) != len(list) {
		return
	}
	_, source := f.document.FindTable("quality_findings")
	column := func(i int, key string) string {
		j := source.ColumnIndex(key)
		if j < 0 {
			return ""
		}
		text, _ := source.Rows[i].Cells[j].Value.(string)
		return text
	}
	for i := range list {
		item := TableItem{Name: column(i, "finding"), Word: column(i, "severity"), Standing: StandingReady}
		switch list[i].Severity {
		case quality.Act:
			item.Standing = StandingBlocked
		case quality.Look:
			item.Standing = StandingCheck
		}
		item.Facts = strings.Join([]string{column(i, "table"), f.sayCount("ui.data.rows", "rows", list[i].Rows), column(i, "done")}, " · ")
		v.Findings = append(v.Findings, item)
	}
	_, advice := f.document.FindTable("quality_advice")
	if advice == nil || v.Chosen >= len(advice.Rows) {
		return
	}
	cells := advice.Rows[v.Chosen].Cells
	v.Where, _ = cells[advice.ColumnIndex("where")].Value.(string)
	v.Advice, _ = cells[advice.ColumnIndex("advice")].Value.(string)
}
