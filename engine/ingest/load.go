package ingest

import (
	"context"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"huiliu/engine"
	"huiliu/engine/store"
)

// Load imports the tables into the project in one transaction. Tables of unknown
// role are left out with a warning when there are others. A table that is already
// in the project (same content, same sheet) is not loaded again: its rows count as
// merged. An error or a cancelled ctx changes nothing.
//
// Amounts of order lines are what was paid in the end: a refund of part of a line
// in the same row (refund_amount) is taken off its amount, a refund of all of it
// makes the line refunded from refund_at (or its own day) on. Cancellation rows and
// negative rows are refunds booked on their own day.
func Load(ctx context.Context, s *store.Store, sources []Source, at time.Time, p engine.Progress) (Report, error) {
	words, err := lexiconOnce()
	if err != nil {
		return Report{}, err
	}
	l := &loader{words: words, at: at, p: p}
	if err := readWarnings(ctx, s, &l.warnings); err != nil {
		return Report{}, err
	}
	usable, err := l.choose(sources)
	if err != nil {
		return Report{}, err
	}
	total := int64(0)
	for i := range usable {
		total += usable[i].Bytes
	}
	p.Stage("import.read", total)
	err = s.Write(ctx, func(tx *store.Tx) error { return l.run(ctx, tx, usable) })
	if err != nil {
		if ctx.Err() != nil {
			return Report{}, ctx.Err()
		}
		return Report{}, err
	}
	return ReadReport(ctx, s)
}

// loader is one running import.
type loader struct {
	words    *lexicon
	at       time.Time
	p        engine.Progress
	tx       *store.Tx
	warnings []engine.Warning
	currency string
	// For tests; 0 is as many as there are cores, and blockSize.
	workers, blockSize int
}

// choose leaves out tables that are about nothing we know, as long as one remains.
func (l *loader) choose(sources []Source) ([]Source, error) {
	var usable []Source
	var first *engine.Error
	for i := range sources {
		missing := missingColumn(&sources[i])
		switch {
		case missing == nil:
			usable = append(usable, sources[i])
		case sources[i].Mapping.Role != RoleUnknown:
			return nil, missing
		default:
			l.warn(&sources[i], "import.skipped", nil)
			if first == nil {
				first = missing
			}
		}
	}
	if len(usable) == 0 {
		if first == nil {
			return nil, &engine.Error{Code: "import.no_rows"}
		}
		return nil, first
	}
	return usable, nil
}

func (l *loader) warn(s *Source, code string, args engine.Args) {
	if args == nil {
		args = engine.Args{}
	}
	args["file"] = s.Name
	l.add(engine.Warning{Code: code, Place: engine.Place{File: s.Name, Sheet: s.Sheet}, Args: args})
}

// add keeps a warning once.
func (l *loader) add(w engine.Warning) {
	same := func(o engine.Warning) bool { return o.Code == w.Code && o.Place == w.Place }
	if !slices.ContainsFunc(l.warnings, same) {
		l.warnings = append(l.warnings, w)
		l.p.Warn(w)
	}
}

func (l *loader) run(ctx context.Context, tx *store.Tx, sources []Source) error {
	l.tx = tx
	var done []map[string]any
	for i := range sources {
		for _, w := range sources[i].Warnings {
			l.add(w)
		}
		f := &fileLoad{loader: l, src: &sources[i]}
		if err := f.load(ctx); err != nil {
			return err
		}
		done = append(done, map[string]any{"file": f.src.Name, "sheet": f.src.Sheet, "role": f.src.Mapping.Role,
			"read": f.read, "loaded": f.loaded, "rejected": f.rejected, "merged": f.merged})
	}
	if err := l.finish(ctx); err != nil {
		return err
	}
	return tx.Journal(ctx, l.at, "import", done)
}

func (l *loader) finish(ctx context.Context) error {
	text, err := json.Marshal(l.warnings)
	if err != nil {
		return err
	}
	if err := l.tx.SetMeta(ctx, metaWarnings, string(text)); err != nil {
		return err
	}
	if l.currency != "" {
		if err := l.tx.SetMeta(ctx, metaCurrency, l.currency); err != nil {
			return err
		}
	}
	return l.tx.Rebuild(ctx)
}

// verdict is what became of a row: loaded when all is empty.
type verdict struct {
	reason string // of the rejection
	field  Field
	value  string
	merged bool
}

// sink turns rows into canonical rows of one table.
type sink interface {
	table() string
	// add appends the row, or says why not.
	add(a *store.Appender, r *row) (verdict, error)
	// flush writes what add has kept aside; the appender is closed then.
	flush(ctx context.Context) error
	// end finishes the table and returns how many loaded rows were merged after all.
	end(ctx context.Context) (merged int64, err error)
}

// batchRows is how many rows go through one appender; rejects are kept aside
// meanwhile, because a connection has one appender at a time.
const batchRows = 50_000

// fileLoad is the import of one table.
type fileLoad struct {
	*loader
	tally
	src     *Source
	id      int32
	rejects []reject
	free    sync.Pool // of *lineBlock
}

type reject struct {
	line int64
	verdict
	raw string
}

// keep makes a reject that stays when the row is gone.
func (v verdict) keep(r *row) reject {
	v.value = strings.Clone(v.value)
	return reject{r.line, v, strings.Join(r.cells, "\t")}
}

func (f *fileLoad) load(ctx context.Context) error {
	if _, err := store.One(ctx, f.tx, sqlNextFile, nil, &f.id); err != nil {
		return err
	}
	before := int32(0)
	again, err := store.One(ctx, f.tx, sqlLoadedBefore, store.Params{"sha256": f.src.SHA256, "sheet": f.src.Sheet}, &before)
	if err != nil {
		return err
	}
	if again {
		f.read, f.merged = f.src.Rows, f.src.Rows
		f.warn(f.src, "import.already_loaded", engine.Args{"rows": f.src.Rows})
		f.p.Add(f.src.Bytes)
		return f.account(ctx)
	}
	if f.src.Mapping.Currency != "" && f.src.Mapping.Role == RoleOrders {
		f.currency = f.src.Mapping.Currency
	}
	d := startDigest(ctx, f.src.Path)
	err = f.copyAll(ctx)
	if changed := f.unchanged(d); changed != nil && ctx.Err() == nil {
		return changed
	}
	if err != nil {
		return err
	}
	return f.account(ctx)
}

// copyAll moves the rows of the source into the project.
func (f *fileLoad) copyAll(ctx context.Context) error {
	if f.src.Mapping.Role != RoleOrders {
		return f.copySink(ctx)
	}
	if f.src.isText() && !f.src.Choice.Ranged() && len(f.src.Mapping.Once) == 0 {
		return f.copyText(ctx)
	}
	r, err := f.open(ctx)
	if err != nil {
		return err
	}
	return firstError(f.copyLines(ctx, f.linesOf(r)), r.Close())
}

func (f *fileLoad) copyText(ctx context.Context) error {
	src, form, closing, err := f.openForm(ctx)
	if err != nil {
		return err
	}
	p := f.linesOfText(ctx, src, form)
	err = f.copyLines(ctx, p.next)
	p.close()
	return firstError(err, closing())
}

func (f *fileLoad) copySink(ctx context.Context) error {
	out, err := f.sink(ctx)
	if err != nil {
		return err
	}
	r, err := f.open(ctx)
	if err != nil {
		return err
	}
	if err = firstError(f.copy(ctx, r, out), r.Close()); err != nil {
		return err
	}
	merged, err := out.end(ctx)
	f.loaded -= merged
	f.merged += merged
	return err
}

func (f *fileLoad) sink(ctx context.Context) (sink, error) {
	if f.src.Mapping.Role == RoleCustomers {
		return newCustomers(ctx, f)
	}
	return newFacts(f), nil
}

// copy moves all rows into the sink.
func (f *fileLoad) copy(ctx context.Context, r rowReader, out sink) error {
	for end := false; !end; {
		err := f.tx.Append(ctx, out.table(), func(a *store.Appender) error {
			for n := 0; n < batchRows; n++ {
				if n%512 == 0 && ctx.Err() != nil {
					return ctx.Err()
				}
				next, err := r.next()
				if err == io.EOF {
					end = true
					return nil
				}
				if err != nil {
					return readError(ctx, f.src.Path, err)
				}
				if err := f.one(a, next, out); err != nil {
					return err
				}
			}
			return nil
		})
		if err == nil {
			err = out.flush(ctx)
		}
		if err == nil {
			err = f.flushRejects(ctx)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// one decides about one row and counts it.
func (f *fileLoad) one(a *store.Appender, r *row, out sink) error {
	f.read++
	v := f.precheck(r)
	if v.reason == "" {
		var err error
		if v, err = out.add(a, r); err != nil {
			return err
		}
	}
	switch {
	case v.reason != "":
		v = f.explain(r, v)
		f.rejected++
		f.rejects = append(f.rejects, v.keep(r))
	case v.merged:
		f.merged++
	default:
		f.loaded++
	}
	return nil
}

// precheck finds rows that are no data whatever the table is about, and makes
// the rest as wide as the table.
func (f *fileLoad) precheck(r *row) verdict {
	m := &f.src.Mapping
	if r.bad != "" {
		return verdict{reason: r.bad}
	}
	if r.blank() {
		return verdict{reason: "blank_row"}
	}
	if f.totalRow(r) {
		return verdict{reason: "total_row"}
	}
	if m.Role == RoleCustomers && f.note(r) {
		return verdict{reason: "note_row"}
	}
	if len(r.cells) < m.Cells {
		return verdict{reason: "short_row"}
	}
	width := len(m.Columns)
	for _, c := range r.cells[min(width, len(r.cells)):] {
		if value(c) != "" {
			return verdict{reason: "long_row", value: c}
		}
	}
	for len(r.cells) < width {
		r.cells = append(r.cells, "")
	}
	return verdict{}
}

// totalRow recognises 合计 rows: the first filled cell says so, and what should be
// the customer is empty or that very word.
func (f *fileLoad) totalRow(r *row) bool {
	for i, c := range r.cells {
		v := value(c)
		if v == "" {
			continue
		}
		if len(v) > 40 || v[0] >= '0' && v[0] <= '9' || !f.words.total[fold(v)] {
			return false
		}
		id := f.src.Mapping.Find(FieldCustomerID)
		return id < 0 || id == i || id >= len(r.cells) || value(r.cells[id]) == ""
	}
	return false
}

func (f *fileLoad) flushRejects(ctx context.Context) error {
	if len(f.rejects) == 0 {
		return nil
	}
	err := f.tx.Append(ctx, "rejects", func(a *store.Appender) error {
		for i := range f.rejects {
			r := &f.rejects[i]
			if err := a.Row(f.id, r.line, r.reason, string(r.field), r.value, r.raw); err != nil {
				return err
			}
		}
		return nil
	})
	f.rejects = f.rejects[:0]
	return err
}

func (f *fileLoad) account(ctx context.Context) error {
	mapping, err := json.Marshal(f.src.Mapping)
	if err != nil {
		return err
	}
	s := f.src
	return f.tx.Exec(ctx, sqlAddFile, store.Params{
		"file_id": f.id, "name": s.Name, "kind": s.Kind, "encoding": s.Encoding, "delimiter": s.Delimiter, "sheet": s.Sheet,
		"role": string(s.Mapping.Role), "sha256": s.SHA256, "bytes": s.Bytes, "header_line": s.HeaderLine,
		"read": f.read, "loaded": f.loaded, "rejected": f.rejected, "merged": f.merged,
		"mapping": string(mapping), "at": f.at.UTC().Format(time.DateTime),
	})
}
