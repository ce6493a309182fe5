package app

import (
	"bytes"
	"context"
	"os"
	"path/filepath"

	"huiliu/assets"
	"huiliu/engine"
	"huiliu/reports/chart"
	"huiliu/reports/doc"
	"huiliu/reports/xlsx"
)

// Target says what to write where; empty paths are not written.
type Target struct {
	Workbook string // .xlsx
	JSON     string
	Charts   string // folder for PNG and SVG
	Masked   bool   // customer ids and words masked, for outsiders
}

// Written is what WriteReport made.
type Written struct {
	Workbook string
	JSON     string
	Charts   []string
	Summary  []string // the sentences of the summary
}

// chart sizes of files, in pixels.
const (
	chartWidth  = 1280
	chartHeight = 720
)

// WriteReport writes workbook, JSON and charts in the words' language. Each file
// appears whole or not at all.
func WriteReport(ctx context.Context, r *doc.Results, w *assets.Words, t Target, p engine.Progress) (Written, error) {
	d := doc.Compose(r, w)
	out := Written{Workbook: t.Workbook, JSON: t.JSON}
	for _, s := range d.Summary {
		out.Summary = append(out.Summary, s.Text)
	}
	p.Stage("report.workbook", 0)
	if t.Workbook != "" {
		if err := xlsx.Write(ctx, t.Workbook, d, xlsx.Options{Masked: t.Masked}, p); err != nil {
			return Written{}, err
		}
	}
	if t.JSON != "" {
		b, err := r.JSON(w, out.Summary)
		if err != nil {
			return Written{}, err
		}
		if err := writeWhole(t.JSON, append(b, '\n')); err != nil {
			return Written{}, err
		}
	}
	if t.Charts != "" {
		var err error
		if out.Charts, err = writeCharts(ctx, doc.Charts(r, w), t.Charts, p); err != nil {
			return Written{}, err
		}
	}
	return out, nil
}

func writeCharts(ctx context.Context, charts []doc.Chart, dir string, p engine.Progress) ([]string, error) {
	render, err := chart.NewRenderer(assets.Font(), assets.BoldFont())
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, &engine.Error{Code: "report.cannot_write", Place: engine.Place{File: dir}, Cause: err}
	}
	p.Stage("report.charts", int64(len(charts)))
	var files []string
	size := chart.Options{Width: chartWidth, Height: chartHeight, Scale: 1}
	for _, c := range charts {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		var png, svg bytes.Buffer
		if err := render.PNG(&png, c, size); err != nil {
			return nil, err
		}
		if err := render.SVG(&svg, c, size); err != nil {
			return nil, err
		}
		for ending, b := range map[string][]byte{".png": png.Bytes(), ".svg": svg.Bytes()} {
			if err := writeWhole(filepath.Join(dir, c.Key+ending), b); err != nil {
				return nil, err
			}
		}
		files = append(files, filepath.Join(dir, c.Key+".png"), filepath.Join(dir, c.Key+".svg"))
		p.Add(1)
	}
	return files, nil
}

// writeWhole writes beside the target and renames, so that a kill leaves the old file or the new one.
func writeWhole(path string, b []byte) error {
	fail := func(err error) error {
		return &engine.Error{Code: "report.cannot_write", Place: engine.Place{File: path}, Cause: err}
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".huiliu-*")
	if err != nil {
		return fail(err)
	}
	_, err = f.Write(b)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Chmod(f.Name(), 0o644)
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return fail(err)
	}
	return nil
}
