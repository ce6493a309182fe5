package history

import (
	"context"
	_ "embed" // the SQL texts
	"encoding/json"
	"time"

	"huiliu/engine"
	"huiliu/engine/ingest"
	"huiliu/engine/store"
)

// Reject is a row that was read and not loaded.
type Reject struct {
	File   int32    `json:"file"`
	Name   string   `json:"name"` // of the table, as ingest.FileMark writes it
	Line   int64    `json:"line"` // 1-based, as a text editor or Excel counts
	Reason string   `json:"reason"`
	Field  string   `json:"field"` // "" = the whole row
	Value  string   `json:"value"` // the cell that could not be read
	Cells  []string `json:"cells"` // as read, under the headers of the table
}

// RejectQuery chooses rejected rows: of one table or of all (0), of one reason or
// of any (""); Limit 0 is 200.
type RejectQuery struct {
	File   int32
	Reason string
	Offset int
	Limit  int
}

// RejectPage is a page of rejected rows. Headers are those of the table, with the
// cells of too long rows numbered; nil when the rows are of several tables.
type RejectPage struct {
	Headers []string `json:"headers"`
	Rows    []Reject `json:"rows"`
	Total   int64    `json:"total"`
}

// RejectTable is a table that has rejected rows.
type RejectTable struct {
	File    int32
	Mark    string // ingest.FileMark
	Name    string
	Sheet   string
	Headers []string
	Rows    int64
}

const pageRows = 200

var (
	//go:embed sql/rejects.sql
	sqlRejects string
	//go:embed sql/reject_tables.sql
	sqlRejectTables string
	//go:embed sql/reject_total.sql
	sqlRejectTotal string
)

// Rejects reads a page of the rejected rows that nobody has put right, in order of
// table and line. Tables that do not count have none.
func Rejects(ctx context.Context, r store.Reader, q RejectQuery) (RejectPage, error) {
	if q.Limit <= 0 {
		q.Limit = pageRows
	}
	page := RejectPage{Rows: []Reject{}}
	params := store.Params{"file_id": q.File, "reason": q.Reason}
	if _, err := store.One(ctx, r, sqlRejectTotal, params, &page.Total); err != nil {
		return page, err
	}
	tables, err := RejectTables(ctx, r, q.File)
	if err != nil {
		return page, err
	}
	if len(tables) == 1 {
		page.Headers = tables[0].Headers
	}
	err = EachReject(ctx, r, q, func(row Reject) error {
		page.Rows = append(page.Rows, row)
		return nil
	})
	return page, err
}

// EachReject calls f for each row that q chooses; Limit 0 is no limit.
func EachReject(ctx context.Context, r store.Reader, q RejectQuery, f func(Reject) error) error {
	limit := int64(q.Limit)
	if limit <= 0 {
		limit = 1 << 62
	}
	params := store.Params{"file_id": q.File, "reason": q.Reason, "offset": int64(max(q.Offset, 0)), "limit": limit}
	return store.Query(ctx, r, sqlRejects, params, func(scan store.Scan) error {
		var row Reject
		var name, sheet, raw string
		if err := scan(&row.File, &name, &sheet, &row.Line, &row.Reason, &row.Field, &row.Value, &raw); err != nil {
			return err
		}
		row.Name, row.Cells = ingest.FileMark(row.File, name, sheet), ingest.SplitCells(raw)
		return f(row)
	})
}

// RejectTables lists the tables that have rejected rows: one table, or all for 0.
func RejectTables(ctx context.Context, r store.Reader, file int32) ([]RejectTable, error) {
	return store.All(ctx, r, sqlRejectTables, store.Params{"file_id": file}, func(scan store.Scan, t *RejectTable) error {
		var mapping string
		var width int
		if err := scan(&t.File, &t.Name, &t.Sheet, &mapping, &width, &t.Rows); err != nil {
			return err
		}
		var m ingest.Mapping
		if err := json.Unmarshal([]byte(mapping), &m); err != nil {
			return err
		}
		t.Mark = ingest.FileMark(t.File, t.Name, t.Sheet)
		for i := range max(width, len(m.Columns)) {
			header := ingest.ExtraHeader(i)
			if i < len(m.Columns) {
				header = m.Columns[i].Header
			}
			t.Headers = append(t.Headers, header)
		}
		return nil
	})
}

// Correct loads rejected rows of a table with their cells put right, as a step that
// can be undone, and returns the accounting of that step: rows that are rejected
// again wait there. Errors: history.no_file.
func Correct(ctx context.Context, s *store.Store, file int32, fixes []ingest.Fix, at time.Time, p engine.Progress) (ingest.FileReport, error) {
	if _, err := find(ctx, s, file); err != nil {
		return ingest.FileReport{}, err
	}
	return ingest.LoadFixes(ctx, s, file, fixes, at, p)
}
