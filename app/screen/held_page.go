package screen

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"huiliu/app"
	"huiliu/engine/ingest"
)

// heldPage shows what the open project holds.
func (f *frame) heldPage(p Page) (Page, *DataView) {
	var read, loaded, rejected, merged int64
	for i := range f.held.files {
		if r := &f.held.files[i]; r.Active {
			read, loaded, rejected, merged = read+r.Read, loaded+r.Loaded, rejected+r.Rejected, merged+r.Merged
		}
	}
	p.Answer = f.say("ui.data.loaded", map[string]any{"read": read, "loaded": loaded, "rejected": rejected, "merged": merged})
	if a := &f.accounting; a.Customers > 0 {
		p.More = append(p.More, f.say("ui.data.holds", map[string]any{"customers": a.Customers, "orders": a.Orders, "first": dayText(a.FirstDay), "last": dayText(a.LastDay)}))
	} else {
		p.More = append(p.More, f.say("ui.data.nothing", nil))
	}
	v := &HeldView{Tab: f.holding.tab}
	if v.Tab == "" {
		v.Tab = tabFiles
	}
	v.Tabs = f.heldTabs(rejected)
	v.Undo, v.Redo = f.turns()
	switch v.Tab {
	case tabRejects:
		v.Rejects = f.rejects()
	case tabQuality:
		v.Quality = f.qualityTab()
	case tabIdentity:
		v.Identity = f.identity()
	case tabJournal:
		t := f.journal()
		v.Journal = &t
	default:
		f.files(v)
	}
	p.Tables = nil
	p.Next = f.heldNext()
	return p, &DataView{Held: v}
}

func (f *frame) heldNext() []Action {
	switch {
	case f.busy && f.results == nil:
		return nil
	case f.results == nil:
		return f.actions([]string{"analyse", "open:more"})
	}
	return f.actions([]string{"go:overview", "go:definition", "open:more"})
}

func (f *frame) heldTabs(rejected int64) []StepItem {
	out := []StepItem{{Key: tabFiles, Text: f.say("ui.held.files", map[string]any{"count": len(f.held.files)})}}
	out = append(out, StepItem{Key: tabRejects, Text: f.say("ui.held.rejects", map[string]any{"count": rejected}), Doubt: rejected > 0})
	if f.results != nil {
		out = append(out, StepItem{Key: tabQuality, Text: f.say("ui.held.quality", map[string]any{"count": len(f.results.Quality.Findings)})})
		if n := len(f.results.Identity.Pairs); n > 0 || f.holding.tab == tabIdentity {
			open := openPairs(f.results.Identity.Pairs)
			if f.holding.pairs.known {
				open = openPairs(f.holding.pairs.list)
			}
			out = append(out, StepItem{Key: tabIdentity, Text: f.say("ui.held.identity", map[string]any{"count": open}), Doubt: open > 0})
		}
	}
	return append(out, StepItem{Key: tabJournal, Text: f.say("ui.held.journal", map[string]any{"count": len(f.held.steps)})})
}

// files is the tab of the imported tables.
func (f *frame) files(v *HeldView) {
	for i := range f.held.files {
		file := &f.held.files[i]
		if file.ID == f.holding.file {
			v.Chosen = i
		}
		item := TableItem{Name: file.Name, Part: file.Sheet, Standing: StandingReady, Facts: strings.Join([]string{f.roleText(file.Role), f.sayCount("ui.data.rows", "rows", file.Read)}, " · ")}
		switch {
		case !file.Active:
			item.Standing = StandingSkipped
		case file.Rejected > 0:
			item.Standing = StandingCheck
			item.Why = f.sayCount("ui.held.rejected", "rows", file.Rejected)
		}
		item.Word = f.say("ui.held.standing."+string(item.Standing), nil)
		v.Files = append(v.Files, item)
	}
	if v.Chosen < len(f.held.files) {
		v.File = f.file(&f.held.files[v.Chosen])
	}
}

// file is the account of one imported table.
func (f *frame) file(r *app.ImportedFile) *FileView {
	v := &FileView{Sentence: f.say("ui.held.account", map[string]any{"read": r.Read, "loaded": r.Loaded, "rejected": r.Rejected, "merged": r.Merged})}
	note := func(key string, args map[string]any) { v.Notes = append(v.Notes, f.say("ui.held."+key, args)) }
	note("at", map[string]any{"at": r.At.Local().Format("2006-01-02 15:04")})
	if r.Superseded > 0 {
		note("superseded", map[string]any{"rows": r.Superseded})
	}
	if r.Corrected > 0 {
		note("corrected", map[string]any{"rows": r.Corrected})
	}
	if name := f.fileName(r.Corrects); name != "" {
		note("corrects", map[string]any{"file": name})
	}
	if name := f.fileName(r.Replaces); name != "" {
		note("replaces", map[string]any{"file": name})
	}
	action := func(key string) {
		v.Actions = append(v.Actions, Action{Text: f.say("ui.held.do."+key, nil), Intent: fmt.Sprintf("%s:%d", key, r.ID)})
	}
	if r.Rejected > 0 && r.Active {
		action("rejects")
	}
	if r.Active {
		action("replace")
		action("remove")
	} else {
		action("restore")
	}
	v.Tables = f.fileTables(r)
	return v
}

func (f *frame) fileName(id int32) string {
	i := slices.IndexFunc(f.held.files, func(r app.ImportedFile) bool { return r.ID == id })
	if i < 0 {
		return ""
	}
	return fileLabel(f.held.files[i].Name, f.held.files[i].Sheet)
}

// fileTables are why rows are missing and what the columns were read as.
func (f *frame) fileTables(r *app.ImportedFile) []Table {
	i := slices.IndexFunc(f.accounting.Files, func(a ingest.FileReport) bool { return a.File == r.Name && a.Sheet == r.Sheet && a.Read == r.Read })
	if i < 0 {
		return nil
	}
	a := &f.accounting.Files[i]
	var out []Table
	if reasons := f.newTable("reasons", "reason", "rows"); len(a.Reasons) > 0 {
		for _, c := range a.Reasons {
			reasons.addRow(textCell(f.areaText("reject", c.Reason)), f.count(c.Rows))
		}
		out = append(out, reasons)
	}
	columns := f.newTable("columns", "header", "field")
	for _, c := range a.Recognised {
		columns.addRow(textCell(c.Header), textCell(f.fieldText(string(c.Field))))
	}
	return append(out, columns)
}

// rejects is the tab of the rejected rows.
func (f *frame) rejects() *RejectsView {
	h := &f.holding
	v := &RejectsView{Sentence: f.say("ui.rejects.reading", nil)}
	v.Files = Chooser{Label: f.say("ui.data.column.file", nil), Chosen: fmt.Sprint(h.query.File), Choices: []Choice{{Key: "0", Text: f.say("ui.rejects.all.files", nil)}}}
	for i := range f.held.files {
		if r := &f.held.files[i]; r.Active && r.Rejected > 0 {
			v.Files.Choices = append(v.Files.Choices, Choice{Key: fmt.Sprint(r.ID), Text: fileLabel(r.Name, r.Sheet)})
		}
	}
	v.Reasons = Chooser{Label: f.say("ui.data.column.reason", nil), Chosen: h.query.Reason, Choices: []Choice{{Key: "", Text: f.say("ui.rejects.all.reasons", nil)}}}
	for _, reason := range f.reasons() {
		v.Reasons.Choices = append(v.Reasons.Choices, Choice{Key: reason, Text: f.areaText("reject", reason)})
	}
	if !h.known {
		return v
	}
	page := &h.page
	v.Sentence = f.say("ui.rejects.sentence", map[string]any{"rows": page.Total})
	if page.Total == 0 {
		v.Sentence = f.say("ui.rejects.none", nil)
	}
	v.Headers = page.Headers
	v.Table = f.rejectTable(page)
	for i := range page.Rows {
		r := &page.Rows[i]
		v.Cells, v.Lines, v.IDs = append(v.Cells, r.Cells), append(v.Lines, r.Line), append(v.IDs, r.File)
		v.Bad, v.Why = append(v.Bad, f.badHeader(r)), append(v.Why, f.rejectReason(r))
	}
	from := h.loaded.Offset
	if page.Total > int64(len(page.Rows)) {
		v.Page = f.say("ui.rejects.page", map[string]any{"from": from + 1, "to": from + len(page.Rows), "all": page.Total})
	}
	v.Earlier, v.Later = from > 0, int64(from+len(page.Rows)) < page.Total
	return v
}

// reasons lists the reasons of all rejected rows, most rows first.
func (f *frame) reasons() []string {
	rows := map[string]int64{}
	var out []string
	for _, a := range f.accounting.Files {
		for _, c := range a.Reasons {
			if rows[c.Reason] == 0 {
				out = append(out, c.Reason)
			}
			rows[c.Reason] += c.Rows
		}
	}
	slices.SortStableFunc(out, func(a, b string) int { return int(rows[b] - rows[a]) })
	return out
}

func (f *frame) rejectTable(page *app.RejectPage) Table {
	t := f.newTable("rejects", "line", "reason")
	names := page.Headers == nil
	if names {
		t.Columns = append([]Column{{Header: f.say("ui.data.column.file", nil), Chars: 14}}, t.Columns...)
	}
	width := len(page.Headers)
	for i := range page.Rows {
		width = max(width, min(len(page.Rows[i].Cells), previewColumns))
	}
	for i := range width {
		header := columnLetters(i)
		if i < len(page.Headers) {
			header = page.Headers[i]
		}
		t.Columns = append(t.Columns, Column{Header: header, Chars: headerWidth(header)})
	}
	for i := range page.Rows {
		r := &page.Rows[i]
		cells := []Cell{f.count(r.Line), textCell(f.rejectReason(r))}
		if names {
			cells = append([]Cell{textCell(r.Name)}, cells...)
		}
		for j := range width {
			text := ""
			if j < len(r.Cells) {
				text = r.Cells[j]
			}
			cells = append(cells, textCell(text))
		}
		t.addRow(cells...)
	}
	return t
}

// rejectReason says why, with the cell that could not be read.
func (f *frame) rejectReason(r *app.Reject) string {
	text := f.areaText("reject", r.Reason)
	if r.Value != "" {
		text += f.say("ui.colon", nil) + r.Value
	}
	return text
}

// badHeader is the header of the cell that could not be read.
func (f *frame) badHeader(r *app.Reject) string {
	for _, a := range f.accounting.Files {
		if fileLabel(a.File, a.Sheet) != f.fileName(r.File) {
			continue
		}
		for _, c := range a.Recognised {
			if string(c.Field) == r.Field {
				return c.Header
			}
		}
	}
	return ""
}

// turns say what Undo and Redo would do; undone steps are redone the last one first.
func (f *frame) turns() (undo, redo string) {
	for i := range f.held.steps {
		s := &f.held.steps[i]
		switch {
		case s.Action == "undo" || s.Action == "redo" || len(s.Flags) == 0:
		case s.Undone && redo == "":
			redo = f.stepText(s)
		case !s.Undone:
			undo, redo = f.stepText(s), ""
		}
	}
	return undo, redo
}

// stepText is a step of the journal in words.
func (f *frame) stepText(s *app.Step) string {
	if len(s.IDs) > 0 {
		return f.say("ui.journal."+s.Action, map[string]any{"ids": f.listed(s.IDs, 3)})
	}
	i := slices.IndexFunc(f.held.steps, func(o app.Step) bool { return o.Seq == s.Undoes && s.Undoes > 0 })
	if i >= 0 && len(s.Tables) == 0 {
		return f.say("ui.journal."+s.Action, map[string]any{"tables": f.stepText(&f.held.steps[i])})
	}
	var names []string
	for _, t := range s.Tables {
		names = append(names, fileLabel(t.File, t.Sheet))
	}
	text := f.listed(names, 3)
	if d, ok := app.DefinedBy(s); ok {
		return d.Text(f.w)
	}
	key := "ui.journal." + s.Action
	if !f.w.Has(key) {
		key = "ui.journal.other"
	}
	return strings.TrimSpace(f.say(key, map[string]any{"tables": text}))
}

// listed names at most so many.
func (f *frame) listed(names []string, most int) string {
	text := strings.Join(names[:min(len(names), most)], f.say("common.list.separator", nil))
	if len(names) > most {
		text = f.say("ui.journal.more", map[string]any{"names": text, "count": len(names)})
	}
	return text
}

// journal is the tab of everything that was done to the data, the last step first.
func (f *frame) journal() Table {
	t := f.newTable("journal", "at", "step", "read", "loaded", "rejected", "merged", "undone")
	for i := range f.held.steps {
		s := &f.held.steps[len(f.held.steps)-1-i]
		var sum [4]int64
		for _, x := range s.Tables {
			sum = [4]int64{sum[0] + x.Read, sum[1] + x.Loaded, sum[2] + x.Rejected, sum[3] + x.Merged}
		}
		undone := ""
		if s.Undone {
			undone = f.say("ui.journal.undone", nil)
		}
		row := []Cell{textCell(s.At.Local().Format(time.DateTime)), textCell(f.stepText(s))}
		for _, n := range sum {
			cell := f.count(n)
			if sum[0] == 0 {
				cell.Text = ""
			}
			row = append(row, cell)
		}
		row = append(row, textCell(undone))
		for j := range row {
			row[j].Muted = s.Undone
		}
		t.addRow(row...)
	}
	return t
}
