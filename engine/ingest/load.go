package ingest

import (
	"context"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"huiliu/engine"
	"huiliu/engine/store"
)

// Load imports the tables into the project in one transaction. Tables that cannot be
// used are left out as a whole, with a warning and an entry that says why, as long as
// there are others. A table that is already
// in the project (same content, same sheet) is not loaded again: its rows count as
// merged. An error or a cancelled ctx changes nothing.
//
// Amounts of order lines are what was paid in the end: a refund of part of a line
// in the same row (refund_amount) is taken off its amount, a refund of all of it
// makes the line refunded from refund_at (or its own day) on. Cancellation rows and
// negative rows are refunds booked on their own day.
//
// Rows that a table of the project has already are not counted twice, see
// [Settle]; every load is a step of the journal that can be undone.
func Load(ctx context.Context, s *store.Store, sources []Source, at time.Time, p engine.Progress) (Report, error) {
	return LoadStep(ctx, s, sources, Step{Action: ActionImport}, at, p)
}

// LoadStep is Load as another step: instead of a table, or as a correction.
func LoadStep(ctx context.Context, s *store.Store, sources []Source, step Step, at time.Time, p engine.Progress) (Report, error) {
	words, err := lexiconOnce()
	if err != nil {
		return Report{}, err
	}
	l := &loader{words: words, at: at, p: p, step: step}
	usable, idle, err := choose(sources)
	if err == nil {
		err = orderless(ctx, s, usable)
	}
	if err != nil {
		return Report{}, err
	}
	total := int64(0)
	for i := range usable {
		total += usable[i].Bytes
	}
	p.Stage("import.read", total)
	err = s.Write(ctx, func(tx *store.Tx) error { return l.run(ctx, tx, usable, idle) })
	if err != nil {
		if ctx.Err() != nil {
			return Report{}, ctx.Err()
		}
		return Report{}, err
	}
	for i := range sources {
		_ = sources[i].spool.Close() // a temporary file: nothing is lost
	}
	return ReadReport(ctx, s)
}

// loader is one running import.
type loader struct {
	words    *lexicon
	at       time.Time
	p        engine.Progress
	tx       *store.Tx
	step     Step
	warnings []engine.Warning // of the table being loaded
	flags    []store.Flag
	stale    []store.Flag // entries of tables left out before
	done     []loaded
	// For tests; 0 is as many as there are cores, and blockSize.
	workers, blockSize int
}

// loaded is what the journal tells about a table.
type loaded struct {
	ID       int32  `json:"id"`
	File     string `json:"file"`
	Sheet    string `json:"sheet"`
	Role     Role   `json:"role"`
	Read     int64  `json:"read"`
	Loaded   int64  `json:"loaded"`
	Rejected int64  `json:"rejected"`
	Merged   int64  `json:"merged"`
}

func (l *loader) warn(s *Source, code string, args engine.Args) {
	if args == nil {
		args = engine.Args{}
	}
	args["file"] = s.Name
	l.add(engine.Warning{Code: code, Place: engine.Place{File: s.Name, Sheet: s.Sheet}, Args: args})
}

// add keeps a warning of a table once.
func (l *loader) add(w engine.Warning) {
	same := func(o engine.Warning) bool { return o.Code == w.Code && o.Place == w.Place }
	if !slices.ContainsFunc(l.warnings, same) {
		l.warnings = append(l.warnings, w)
		l.p.Warn(w)
	}
}

func (l *loader) run(ctx context.Context, tx *store.Tx, sources []Source, idle []idleTable) error {
	l.tx = tx
	if err := nameShapes(ctx, tx); err != nil {
		return err
	}
	for i := range sources {
		for _, w := range sources[i].Warnings {
			l.add(w)
		}
		var err error
		if sources[i].Correction {
			err = l.correct(ctx, &sources[i])
		} else {
			err = (&fileLoad{loader: l, src: &sources[i]}).load(ctx)
		}
		if err != nil {
			return err
		}
	}
	for i := range idle {
		if err := l.leaveOut(ctx, &idle[i]); err != nil {
			return err
		}
	}
	return l.finish(ctx)
}

func (l *loader) finish(ctx context.Context) error {
	off, err := l.step.replaced(ctx, l.tx)
	if err != nil {
		return err
	}
	l.p.Stage("import.settle", 0)
	off = append(off, l.stale...)
	if err := l.tx.Switch(ctx, off, false); err != nil {
		return err
	}
	if err := Settle(ctx, l.tx); err != nil {
		return err
	}
	l.p.Stage("import.write", 0)
	return l.tx.Journal(ctx, l.at, l.step.Action, store.Detail{Flags: append(off, l.flags...), About: l.done})
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
	// end says what there is to say about the table.
	end()
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
	content int32  // the table whose rows these are; 0 = this one
	root    *root  // the table whose rejected rows these are
	leftOut string // why no row is looked at; "" = they are
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
	return reject{r.line, v, joinCells(r.cells)}
}

func (f *fileLoad) load(ctx context.Context) error {
	if _, err := store.One(ctx, f.tx, sqlNextFile, nil, &f.id); err != nil {
		return err
	}
	again, err := f.loadedBefore(ctx)
	if err != nil {
		return err
	}
	if again {
		f.read, f.merged = f.src.Rows, f.src.Rows
		f.warn(f.src, "import.already_loaded", engine.Args{"rows": f.src.Rows})
		f.p.Add(f.src.Bytes)
		return f.account(ctx)
	}
	if err := f.forgetLeftOut(ctx); err != nil {
		return err
	}
	if f.leftOut != "" {
		f.read, f.rejected = f.src.Rows, f.src.Rows
		return f.account(ctx)
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
	if f.src.Mapping.Role == RoleOrders && !f.src.Mapping.Details() && !f.src.Choice.Ranged() && len(f.src.Mapping.Once) == 0 {
		switch {
		case f.src.isText():
			return f.copyText(ctx)
		case f.src.spool.Len() > 0:
			return f.copySpool(ctx)
		}
	}
	r, err := f.open(ctx)
	if err != nil {
		return err
	}
	return firstError(f.copyRows(ctx, r), r.Close())
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

func (f *fileLoad) copySpool(ctx context.Context) error {
	p := f.linesOfSpool(ctx)
	defer p.close()
	return f.copyLines(ctx, p.next)
}

// copyRows moves the rows of a reader into the project.
func (f *fileLoad) copyRows(ctx context.Context, r rowReader) error {
	var out sink
	switch m := &f.src.Mapping; {
	case m.Details():
		out = newDetails(f)
	case m.Role == RoleOrders:
		return f.copyLines(ctx, f.linesOf(r))
	case m.Role == RoleCustomers:
		out = newCustomers(f)
	case m.Role == RoleQuestionnaire:
		out = newQuestionnaire(f)
	default:
		out = newFacts(f)
	}
	err := f.copy(ctx, r, out)
	if err == nil {
		out.end()
	}
	return err
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
				f.p.Rows(1)
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
		return m.untrusted(r)
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
