package app

import (
	"context"
	"os"
	"path/filepath"
	"slices"

	"huiliu/assets"
	"huiliu/engine"
	"huiliu/engine/outreach"
	"huiliu/reports/doc"
)

// WrittenList is one list that was written.
type WrittenList struct {
	Path      string
	Channel   string // of the playbook, or KeptBack
	Customers int64
	Masked    bool
}

// Preflight says in words whether the planned campaign can be measured: what must be known
// before anybody is contacted.
func Preflight(r *doc.Results, w *assets.Words) string { return PreflightIn(doc.Compose(r, w), w) }

// PreflightIn is [Preflight] where the results are composed already.
func PreflightIn(d *doc.Document, w *assets.Words) string {
	if s, ok := d.Finding("ahead"); ok {
		return s.Text
	}
	return w.Say("list.unmeasured", nil)
}

// Channels are the lists that would be written, masked, without their paths.
func Channels(r *doc.Results) []WrittenList {
	var out []WrittenList
	for _, l := range byChannel(r) {
		out = append(out, WrittenList{Channel: l.channel, Customers: int64(len(l.ids)), Masked: true})
	}
	return out
}

// WriteLists writes who is to be contacted, a .csv file per channel, and who is kept
// back: always with phone numbers and e-mail addresses masked, and with full also as they
// are, for those who contact; of those kept back never. Each customer is in one list once.
// Nobody to contact is Error list.nobody.
func (s *Session) WriteLists(ctx context.Context, r *doc.Results, w *assets.Words, dir string, full bool) ([]WrittenList, error) {
	lists := byChannel(r)
	if len(lists) == 0 {
		return nil, &engine.Error{Code: "list.nobody"}
	}
	var ids []string
	for _, l := range lists {
		ids = append(ids, l.ids...)
	}
	reach, err := outreach.Read(ctx, s.store, ids)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, &engine.Error{Code: "report.cannot_write", Place: engine.Place{File: dir}, Cause: err}
	}
	d := doc.Compose(r, w)
	var out []WrittenList
	for _, l := range lists {
		for _, masked := range []bool{true, false} {
			if !masked && (!full || l.channel == KeptBack) {
				continue
			}
			name := l.channel + "_full.csv"
			if masked {
				name = l.channel + "_masked.csv"
			}
			path := filepath.Join(dir, name)
			if err := WriteTable(path, l.text(d, w, reach, masked)); err != nil {
				return out, err
			}
			out = append(out, WrittenList{Path: path, Channel: l.channel, Customers: int64(len(l.ids)), Masked: masked})
		}
	}
	return out, nil
}

// WriteTasks writes the playbook's task list to a .csv file: for each customer of the plan
// who does what by when. Nobody to contact is Error list.nobody.
func WriteTasks(r *doc.Results, w *assets.Words, path string) error {
	_, t := doc.Compose(r, w).FindTable("tasks")
	if t == nil || len(t.Rows) == 0 {
		return &engine.Error{Code: "list.nobody"}
	}
	var out TableText
	for _, c := range t.Columns {
		out.Headers = append(out.Headers, c.Header)
	}
	for _, row := range t.Rows {
		var cells []string
		for _, c := range row.Cells {
			cells = append(cells, plain(c.Value))
		}
		out.Rows = append(out.Rows, cells)
	}
	return WriteTable(path, out)
}

// channelList is the customers of one channel.
type channelList struct {
	channel string // of the playbook, or KeptBack
	table   string // of the document that says more about them
	ids     []string
}

// KeptBack are the customers of the control group: nobody contacts them.
const KeptBack = "control"

// byChannel splits the tasks by channel, the control group last; whoever is in the control
// group is on no other list.
func byChannel(r *doc.Results) []channelList {
	kept := map[string]bool{}
	for i := range r.Winback.Plan.Control {
		kept[r.Winback.Plan.Control[i].CustomerID] = true
	}
	var out []channelList
	for i := range r.Tasks {
		t := &r.Tasks[i]
		if kept[t.ID] {
			continue
		}
		channel := r.Plays[t.Rule].Channel
		k := slices.IndexFunc(out, func(l channelList) bool { return l.channel == channel })
		if k < 0 {
			k = len(out)
			out = append(out, channelList{channel: channel, table: "tasks"})
		}
		out[k].ids = append(out[k].ids, t.ID)
	}
	slices.SortFunc(out, func(a, b channelList) int { return len(b.ids) - len(a.ids) })
	if n := len(r.Winback.Plan.Control); n > 0 && len(out) > 0 {
		l := channelList{channel: KeptBack, table: "control"}
		for i := range r.Winback.Plan.Control {
			l.ids = append(l.ids, r.Winback.Plan.Control[i].CustomerID)
		}
		out = append(out, l)
	}
	return out
}

// listed are the columns of each table that a list shows.
var listed = map[string][]string{
	"tasks":   {"due", "owner", "offer", "remedy", "words"},
	"control": {"offer"},
}

func (l *channelList) text(d *doc.Document, w *assets.Words, reach map[string]outreach.Reach, masked bool) TableText {
	_, table := d.FindTable(l.table)
	out := TableText{Headers: []string{w.Say("list.customer", nil), w.Say("list.phone", nil), w.Say("list.email", nil)}}
	columns := listed[l.table]
	for _, key := range columns {
		out.Headers = append(out.Headers, table.Columns[table.ColumnIndex(key)].Header)
	}
	for _, id := range l.ids {
		to := reach[id]
		if masked {
			to = to.Masked()
		}
		row := []string{id, to.Phone, to.Email}
		for _, key := range columns {
			cell, _ := table.Cell(id, key)
			row = append(row, plain(cell.Value))
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// plain writes a word or a day.
func plain(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case engine.Day:
		return v.String()
	}
	return ""
}
