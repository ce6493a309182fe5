package doc

import (
	"maps"
	"slices"
	"strings"

	"huiliu/engine"
)

// methodSheet says how it was computed and whether the formulas agree.
func (c *composer) methodSheet() (Sheet, bool) {
	s := c.sheet("method")
	for i := 1; c.w.Has("report.method." + itoa(i)); i++ {
		s.Blocks = append(s.Blocks, paragraph(c.say("report.method."+itoa(i), map[string]any{"dates": c.dates()})))
	}
	if t := c.checkTable(); len(t.Rows) > 0 {
		s.Blocks = append(s.Blocks, tableBlock(t))
	}
	if t := c.skippedTable(); len(t.Rows) > 0 {
		s.Blocks = append(s.Blocks, tableBlock(t))
	}
	if t := c.warningTable("warnings", c.r.Warnings); len(t.Rows) > 0 {
		s.Blocks = append(s.Blocks, tableBlock(t))
	}
	s.Blocks = append(s.Blocks, tableBlock(c.identityTable()))
	return s, true
}

// dates says which days the results rest on, as far as there are any.
func (c *composer) dates() string {
	var out []string
	if i := &c.r.Import; i.FirstDay != engine.NoDay && i.LastDay != engine.NoDay && c.r.Definition.AsOf != engine.NoDay {
		out = append(out, c.say("report.method.dates", map[string]any{"first": i.FirstDay.String(), "last": i.LastDay.String()}))
	}
	if race := &c.r.Race; len(race.Train) > 0 && len(race.Test) > 0 {
		out = append(out, c.say("report.method.race", map[string]any{"train": c.days(race.Train), "test": c.days(race.Test)}))
	}
	return strings.Join(out, " ")
}

// identityTable is what another run must share to give the same numbers.
func (c *composer) identityTable() *Table {
	t := c.table("identity", "item:text", "value:text")
	add := func(key, value string) { t.add(key, c.say("report.identity."+key, nil), value) }
	add("version", c.r.Version)
	add("fingerprint", c.r.Fingerprint)
	if d := &c.r.Definition; d.AsOf != engine.NoDay {
		add("as_of", d.AsOf.String())
	}
	if d := &c.r.Definition; !c.r.Contractual() && d.AsOf != engine.NoDay {
		add("window", itoa(d.WindowDays))
	}
	var read, loaded, rejected, merged int64
	for _, f := range c.r.Import.Files {
		read, loaded, rejected, merged = read+f.Read, loaded+f.Loaded, rejected+f.Rejected, merged+f.Merged
	}
	add("rows", strings.Join([]string{c.w.Int(read), c.w.Int(loaded), c.w.Int(rejected), c.w.Int(merged)}, " / "))
	return t
}

// checkTable counts, per table with live formulas, the cells where the formula and the
// program's own value differ.
func (c *composer) checkTable() *Table {
	t := c.table("checks", "item:text", "value:text", "note:text")
	same, differ := c.say("report.check.same", nil), c.say("report.check.differ", nil)
	var terms []string
	for _, key := range []string{"kpis", "segments", "budget", "plan"} {
		_, table := c.d.FindTable(key)
		if table == nil || table.ColumnIndex("check") < 0 {
			continue
		}
		sum := "SUM({" + key + ".check:col})"
		terms = append(terms, sum)
		t.add(key, table.Title, TableCell{Value: same, Formula: "IF(" + sum + "=0,\"" + same + "\"," + sum + "&\"" + differ + "\")"}, "")
	}
	if len(terms) > 0 {
		sum := strings.Join(terms, "+")
		t.add("all", c.say("report.check.all", nil), TableCell{Value: same, Formula: "IF(" + sum + "=0,\"" + same + "\",(" + sum + ")&\"" + differ + "\")"}, c.say("report.check.note", nil))
	}
	return t
}

func (c *composer) skippedTable() *Table {
	t := c.table("skipped", "item:text", "reason:text")
	for _, name := range slices.Sorted(maps.Keys(c.r.Skipped)) {
		t.add(name, c.label("analysis", name), c.label("skipped", c.r.Skipped[name]))
	}
	if reason := c.r.Winback.Skipped; reason != "" {
		t.add("winback", c.say("report.sheet.winback", nil), c.label("winback.skipped", reason))
	}
	return t
}

// termSheet explains the words of the report.
func (c *composer) termSheet() (Sheet, bool) {
	t := c.table("terms", "item:text", "meaning:text", "formula:text", "denominator:text", "unit:text")
	t.Columns[1].Width, t.Columns[2].Width, t.Columns[3].Width = 50, 40, 20
	for _, key := range []string{"churn", "retention", "recovery", "silent", "one_time", "one_time_lost", "window", "as_of", "silence", "purchase_days", "false_churn",
		"lost_revenue", "lost_margin", "top_share", "natural_return", "incremental", "break_even", "roi", "probability", "expected",
		"interval", "small", "unexplained", "rfm", "cohort", "flow", "bridge", "open_gap", "auc", "brier", "lift", "calibration", "control", "currency"} {
		part := func(name string) string { return c.say("report.term."+key+"."+name, nil) }
		t.add(key, c.say("report.term."+key, nil), part("text"), part("formula"), part("base"), part("unit"))
	}
	return c.sheet("terms", tableBlock(t)), true
}
