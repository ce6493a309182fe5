package app

import (
	"context"
	"path/filepath"
	"strings"

	"huiliu/engine"
	"huiliu/engine/explain"
	"huiliu/engine/learn"
	"huiliu/engine/modelbook"
	"huiliu/reports/doc"
)

// modelTable is the table an exported query scores.
const modelTable = "customers"

// ExportModel writes the best model of the results: a .sql file scores a DuckDB table
// "customers" whose columns have the names of the features, any other is the model as
// JSON. Without a model it is Error "model.none", a model that has no SQL
// "explain.no_sql".
func ExportModel(r *doc.Results, path string) error {
	if r == nil || r.Life.Model() == nil {
		return &engine.Error{Code: "model.none"}
	}
	m := r.Life.Model()
	if strings.EqualFold(filepath.Ext(path), ".sql") {
		text, err := explain.SQL(m, modelTable)
		if err != nil {
			return err
		}
		return writeWhole(path, []byte(text))
	}
	b, err := learn.Save(m)
	if err != nil {
		return err
	}
	return writeWhole(path, append(b, '\n'))
}

// RenewLife reads the kept models again after one was kept or taken out of use; the
// rest of the results is shared, not copied.
func (s *Session) RenewLife(ctx context.Context, r *doc.Results) (*doc.Results, error) {
	next := *r
	var err error
	next.Life.Reviews, err = modelbook.Reviews(ctx, s.store, r.Life.Now, r.Definition.WindowDays)
	return &next, err
}

// TurnModel keeps the model of the results in the project and writes it to a file, as
// far as asked for, and returns the results with the kept versions.
func (s *Session) TurnModel(ctx context.Context, r *doc.Results, keep bool, path string) (*doc.Results, error) {
	if keep {
		if _, _, err := s.KeepModel(ctx, r); err != nil {
			return r, err
		}
		next, err := s.RenewLife(ctx, r)
		if err != nil {
			return r, err
		}
		r = next
	}
	if path == "" {
		return r, nil
	}
	return r, ExportModel(r, path)
}
