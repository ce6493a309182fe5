// Package xlsx writes a composed report as an Excel workbook: real formulas with
// their values, native charts, input cells with names, lists that print and filter.
//
//	err := xlsx.Write(ctx, "report.xlsx", d, xlsx.Options{Created: now}, progress)
//
// Per sheet the order is decorate → stream → flush: what is set on a sheet after its
// rows were streamed is lost without an error. The file is written beside its target,
// reopened, checked and only then renamed.
package xlsx

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/xuri/excelize/v2"

	"huiliu/engine"
	"huiliu/reports/doc"
)

// Options say how a workbook is written.
type Options struct {
	// Masked replaces customer ids by numbers and leaves customers' words out.
	Masked bool
	// Created is the creation time in the document's properties; the zero time is
	// 1980-01-01, the oldest a zip file can hold. The same data and time give the same bytes.
	Created time.Time
}

// Write writes d to path, replacing what is there only when the new file is complete.
// A cancelled or failed write leaves no file. Errors: report.in_use, report.cannot_write.
func Write(ctx context.Context, path string, d *doc.Document, o Options, p engine.Progress) error {
	b := newBook(d, o)
	defer b.close()
	p.Stage("report.workbook", b.rows())
	if err := b.build(ctx, p); err != nil {
		return err
	}
	raw, err := temp(path)
	if err != nil {
		return cannotWrite(path, err)
	}
	defer discard(raw)
	if err := b.file.Write(raw); err != nil {
		return cannotWrite(path, err)
	}
	final, err := temp(path)
	if err != nil {
		return cannotWrite(path, err)
	}
	defer discard(final)
	if err := repack(raw, final); err != nil {
		return cannotWrite(path, err)
	}
	if err := errors.Join(final.Sync(), final.Close()); err != nil {
		return cannotWrite(path, err)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := b.verify(ctx, final.Name()); err != nil {
		return err
	}
	return replace(final.Name(), path)
}

func temp(path string) (*os.File, error) { return os.CreateTemp(filepath.Dir(path), ".huiliu-*.tmp") }

// discard removes a temporary file; after the rename there is nothing left to remove.
func discard(f *os.File) {
	_ = f.Close()
	_ = os.Remove(f.Name())
}

// replace puts the finished file in place. Its folder is writable, as the finished
// file lies in it, so a refused rename onto an existing file means that somebody,
// usually Excel, holds it open.
func replace(from, path string) error {
	if err := os.Chmod(from, 0o644); err != nil {
		return cannotWrite(path, err)
	}
	err := os.Rename(from, path)
	if err == nil {
		return nil
	}
	if info, statErr := os.Stat(path); statErr == nil && info.Mode().IsRegular() {
		return &engine.Error{Code: "report.in_use", Place: engine.Place{File: path}, Cause: err}
	}
	return cannotWrite(path, err)
}

func cannotWrite(path string, err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	args := engine.Args{}
	if errors.Is(err, fs.ErrNotExist) {
		args["folder"] = filepath.Dir(path)
	}
	return &engine.Error{Code: "report.cannot_write", Place: engine.Place{File: path}, Args: args, Cause: err}
}

// book is one workbook being written.
type book struct {
	d      *doc.Document
	o      Options
	file   *excelize.File
	pages  []*page
	byKey  map[string]*page
	spots  map[string]*spot // where each table stands
	styles map[style]int
	masks  map[string]string
}

func newBook(d *doc.Document, o Options) *book {
	b := &book{d: d, o: o, file: excelize.NewFile(), byKey: map[string]*page{}, spots: map[string]*spot{}, styles: map[style]int{}, masks: map[string]string{}}
	names := sheetNames(d)
	for i := range d.Sheets {
		pg := b.layout(&d.Sheets[i], names[i])
		b.pages = append(b.pages, pg)
		b.byKey[pg.sheet.Key] = pg
	}
	return b
}

func (b *book) close() { _ = b.file.Close() }

func (b *book) rows() int64 {
	var n int64
	for _, pg := range b.pages {
		n += int64(len(pg.lines))
	}
	return n
}

// build makes sheets, names and properties, then writes page after page.
func (b *book) build(ctx context.Context, p engine.Progress) error {
	if err := b.defaultFont(); err != nil {
		return err
	}
	for i, pg := range b.pages {
		if i == 0 {
			if err := b.file.SetSheetName("Sheet1", pg.name); err != nil {
				return err
			}
			continue
		}
		if _, err := b.file.NewSheet(pg.name); err != nil {
			return err
		}
	}
	if err := errors.Join(b.properties(), b.names()); err != nil {
		return err
	}
	for _, pg := range b.pages {
		if err := b.decorate(pg); err != nil {
			return err
		}
		if err := b.stream(ctx, pg, p); err != nil {
			return err
		}
	}
	return nil
}

// defaultFont sets the font that column widths are counted in; its size is the size of
// the cells, so that a character of width is a character of text.
func (b *book) defaultFont() error {
	if err := b.file.SetDefaultFont(fontName); err != nil {
		return err
	}
	size := fontSize
	if s := b.file.Styles; s != nil && s.Fonts != nil && len(s.Fonts.Font) > 0 && s.Fonts.Font[0].Sz != nil {
		s.Fonts.Font[0].Sz.Val = &size
	}
	return nil
}

// properties names no person and no machine.
func (b *book) properties() error {
	created := b.created().Format(time.RFC3339)
	return b.file.SetDocProps(&excelize.DocProperties{
		Title: b.d.Title, Subject: b.d.Subtitle, Creator: "Huiliu", LastModifiedBy: "Huiliu",
		Created: created, Modified: created, Language: string(b.d.Lang),
	})
}

func (b *book) created() time.Time {
	if b.o.Created.IsZero() {
		return time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return b.o.Created.UTC().Truncate(time.Second)
}

// names defines the names of the assumption cells.
func (b *book) names() error {
	for _, n := range b.d.Names {
		at, err := b.cellOf(n.Table, n.Column, n.Row)
		if err != nil {
			return err
		}
		if err := b.file.SetDefinedName(&excelize.DefinedName{Name: n.Name, RefersTo: at}); err != nil {
			return err
		}
	}
	return nil
}
