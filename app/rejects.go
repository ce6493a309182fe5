package app

import (
	"bytes"
	"context"
	"encoding/csv"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"huiliu/assets"
	"huiliu/engine"
	"huiliu/engine/history"
	"huiliu/reports/xlsx"
)

// ExportRejects writes the rejected rows of a table (0 = of all) to a .csv or .xlsx
// file and returns how many. Three columns before the original ones say which table
// and line a row belongs to and why it was rejected; dropped back into the project
// with its cells put right, the file is a correction.
func (s *Session) ExportRejects(ctx context.Context, path string, file int32, w *assets.Words, p engine.Progress) (int64, error) {
	tables, err := history.RejectTables(ctx, s.store, file)
	if err != nil {
		return 0, err
	}
	total := int64(0)
	for _, t := range tables {
		total += t.Rows
	}
	e := rejectExport{ctx: ctx, s: s, w: w, marks: []string{w.Say("reject.mark.file", nil), w.Say("reject.mark.line", nil), w.Say("reject.mark.reason", nil)}}
	if strings.EqualFold(filepath.Ext(path), ".csv") {
		return total, e.csv(path, tables)
	}
	return total, xlsx.WriteLists(ctx, path, e.lists(tables), p)
}

// rejectExport writes rejected rows.
type rejectExport struct {
	ctx   context.Context
	s     *Session
	w     *assets.Words
	marks []string
}

func (e *rejectExport) marked(r history.Reject) []string {
	return []string{r.Name, strconv.FormatInt(r.Line, 10), e.w.Say("reject."+r.Reason, nil)}
}

// lists makes a sheet for each table.
func (e *rejectExport) lists(tables []history.RejectTable) []xlsx.List {
	var out []xlsx.List
	for _, t := range tables {
		out = append(out, xlsx.List{Name: t.Mark, Headers: slices.Concat(e.marks, t.Headers), Rows: func(add func([]string) error) error {
			return history.EachReject(e.ctx, e.s.store, history.RejectQuery{File: t.File}, func(r history.Reject) error {
				return add(append(e.marked(r), r.Cells...))
			})
		}})
	}
	if len(out) == 0 {
		none := func(func([]string) error) error { return nil }
		out = append(out, xlsx.List{Name: e.marks[0], Headers: e.marks, Rows: none})
	}
	return out
}

// csv writes one table with the columns of all; the n-th column of a name stands for
// the n-th of that name in each table.
func (e *rejectExport) csv(path string, tables []history.RejectTable) error {
	type column struct {
		name string
		turn int
	}
	index := map[column]int{}
	headers := slices.Clone(e.marks)
	places := map[int32][]int{} // per table: where its cells go
	for _, t := range tables {
		turns := map[string]int{}
		for _, h := range t.Headers {
			c := column{h, turns[h]}
			turns[h]++
			at, ok := index[c]
			if !ok {
				at = len(headers)
				index[c], headers = at, append(headers, h)
			}
			places[t.File] = append(places[t.File], at)
		}
	}
	var b bytes.Buffer
	b.WriteString("\ufeff")
	out := csv.NewWriter(&b)
	out.UseCRLF = true
	if err := out.Write(headers); err != nil {
		return err
	}
	for _, t := range tables {
		err := history.EachReject(e.ctx, e.s.store, history.RejectQuery{File: t.File}, func(r history.Reject) error {
			cells := make([]string, len(headers))
			copy(cells, e.marked(r))
			for i, c := range r.Cells {
				if at := places[t.File]; i < len(at) {
					cells[at[i]] = c
				}
			}
			return out.Write(cells)
		})
		if err != nil {
			return err
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return err
	}
	return writeWhole(path, b.Bytes())
}
