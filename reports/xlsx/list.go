package xlsx

import (
	"context"
	"errors"
	"strings"

	"github.com/xuri/excelize/v2"

	"huiliu/engine"
)

// List is a plain sheet of texts: headers and rows, every cell typed as text, so that
// Excel keeps ids, zeros and dates as they are written.
type List struct {
	Name    string // of the sheet; made safe and unique
	Headers []string
	// Rows calls add for each row.
	Rows func(add func(cells []string) error) error
}

// listRows is how many rows a sheet of a list holds; the rest goes on in another one.
const listRows = 1_000_000

// WriteLists writes lists to path, each on a sheet of its own, replacing what is there
// only when the new file is complete. Errors: report.in_use, report.cannot_write.
func WriteLists(ctx context.Context, path string, lists []List, p engine.Progress) error {
	w := &listWriter{file: excelize.NewFile(), p: p, seen: map[string]bool{}}
	defer func() { _ = w.file.Close() }()
	p.Stage("report.workbook", 0)
	if err := w.lists(ctx, lists); err != nil {
		return cannotWrite(path, err)
	}
	raw, err := temp(path)
	if err != nil {
		return cannotWrite(path, err)
	}
	defer discard(raw)
	if err := w.file.Write(raw); err != nil {
		return cannotWrite(path, err)
	}
	final, err := temp(path)
	if err != nil {
		return cannotWrite(path, err)
	}
	defer discard(final)
	if err := errors.Join(repack(raw, final), final.Sync(), final.Close(), ctx.Err()); err != nil {
		return cannotWrite(path, err)
	}
	return replace(final.Name(), path)
}

// listWriter writes plain sheets.
type listWriter struct {
	file       *excelize.File
	p          engine.Progress
	seen       map[string]bool
	text, head int // styles
}

func (w *listWriter) lists(ctx context.Context, lists []List) error {
	const asText = 49 // Excel's own number format "@"
	var err error
	if w.text, err = w.file.NewStyle(&excelize.Style{NumFmt: asText}); err != nil {
		return err
	}
	if w.head, err = w.file.NewStyle(&excelize.Style{NumFmt: asText, Font: &excelize.Font{Bold: true}}); err != nil {
		return err
	}
	for _, l := range lists {
		if err := w.list(ctx, l); err != nil {
			return err
		}
	}
	return nil
}

// sheet begins a sheet with a new name.
func (w *listWriter) sheet(l List) (*excelize.StreamWriter, error) {
	name := safeName(l.Name, maxSheetName)
	for n := 2; w.seen[strings.ToLower(name)]; n++ {
		suffix := " " + digits(n)
		name = safeName(l.Name, maxSheetName-len(suffix)) + suffix
	}
	first := len(w.seen) == 0
	w.seen[strings.ToLower(name)] = true
	var err error
	if first {
		err = w.file.SetSheetName("Sheet1", name)
	} else {
		_, err = w.file.NewSheet(name)
	}
	if err != nil {
		return nil, err
	}
	sw, err := w.file.NewStreamWriter(name)
	if err != nil {
		return nil, err
	}
	err = errors.Join(
		sw.SetColWidth(1, max(1, len(l.Headers)), 16),
		sw.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}),
		sw.SetRow("A1", cellsOf(l.Headers, w.head)),
	)
	return sw, err
}

func (w *listWriter) list(ctx context.Context, l List) error {
	sw, err := w.sheet(l)
	if err != nil {
		return err
	}
	row := 1
	err = l.Rows(func(cells []string) error {
		if row%512 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if row == listRows {
			if err := sw.Flush(); err != nil {
				return err
			}
			if sw, err = w.sheet(l); err != nil {
				return err
			}
			row = 1
		}
		row++
		w.p.Add(1)
		return sw.SetRow("A"+digits(row), cellsOf(cells, w.text))
	})
	if err != nil {
		return err
	}
	return sw.Flush()
}

func cellsOf(texts []string, style int) []any {
	out := make([]any, len(texts))
	for i, s := range texts {
		out[i] = excelize.Cell{StyleID: style, Value: clip(s)}
	}
	return out
}
