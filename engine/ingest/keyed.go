package ingest

import (
	"context"

	"huiliu/engine"
	"huiliu/engine/ingest/jsonl"
	"huiliu/engine/store/parquet"
)

// jsonRows reads objects as rows; a line that is no object is a bad row.
type jsonRows struct {
	src     *jsonl.Rows
	closing func() error
	row     row
}

// Close closes the file.
func (j *jsonRows) Close() error { return j.closing() }

func (j *jsonRows) next() (*row, error) {
	line, cells, ok, err := j.src.Next()
	if err != nil {
		return nil, err
	}
	j.row = row{line: line, cells: cells}
	if !ok {
		j.row.bad = "bad_json"
	}
	return &j.row, nil
}

// openJSON opens objects whose members are the named columns.
func openJSON(ctx context.Context, m member, encoding string, names []string, p engine.Progress) (rowReader, error) {
	in, closing, err := m.open(ctx, p)
	if err != nil {
		return nil, err
	}
	return &jsonRows{src: jsonl.NewRows(ctx, decoder(in, encoding), names), closing: closing}, nil
}

// jsonNames lists the members of all objects.
func jsonNames(ctx context.Context, m member, encoding string) ([]string, error) {
	in, closing, err := m.open(ctx, engine.NoProgress{})
	if err != nil {
		return nil, err
	}
	names, err := jsonl.Columns(ctx, decoder(in, encoding))
	if err = firstError(err, closing()); err != nil {
		return nil, readError(ctx, m.path, err)
	}
	return names, nil
}

// columnRows reads a file of columns as rows.
type columnRows struct {
	src *parquet.Table
	row row
}

// Close closes the file.
func (c *columnRows) Close() error { return c.src.Close() }

func (c *columnRows) next() (*row, error) {
	n, cells, err := c.src.Next()
	if err != nil {
		return nil, err
	}
	c.row = row{line: int64(n), cells: cells}
	return &c.row, nil
}
