package screen

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"huiliu/app"
	"huiliu/engine"
	"huiliu/engine/ingest"
	"huiliu/engine/ingest/mapping"
)

// intake is what was dropped and is not loaded yet. Its slices are replaced, never
// changed in place: views and Undo still hold the old ones.
type intake struct {
	tables []waiting
	chosen int    // position in tables
	step   string // of the chosen table
	target string // where the tables go, see targets
	wide   bool   // all columns are listed
	open   bool   // the ways to read are shown
}

// The steps of a waiting table.
const (
	stepReading = "reading"
	stepColumns = "columns"
	stepCheck   = "check"
)

// Where waiting tables go; a file to replace is named "replace:" and its id.
const (
	targetNew = "new"
	targetAdd = "add"
)

// waiting is one table that waits to be imported, or a file that holds none.
type waiting struct {
	source  ingest.Source
	plain   ingest.Mapping // as recognised without what was remembered
	first   ingest.Mapping // as shown first, before the person changed it
	refused error          // why there is no table; only Path and Name of source are set then
	skip    bool           // the person leaves it out
	choice  reading        // how the person wants it read
	sheet   string         // its name in the workbook
}

// Drop looks at files or folders; a single .huiliu file is opened as a project.
func (d *Desk) Drop(paths []string) {
	if len(paths) == 1 && strings.EqualFold(filepath.Ext(paths[0]), ".huiliu") {
		d.OpenProject(paths[0])
		return
	}
	d.submit("job.sniff", func(ctx context.Context, p engine.Progress) error {
		files, err := app.Files(paths)
		if err != nil {
			return err
		}
		if dir, err := filepath.Abs(filepath.Dir(files[0])); err == nil {
			d.SetFolder(dir) // the next choice begins where these files lie
		}
		added, problems, unknown := d.look(ctx, files, p)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return errors.Join(d.receive(added, problems), unknown)
	})
}

// look finds the tables of files; what is wrong with a file stands in its place, and
// unknown is what is wrong with what is known about tables.
func (d *Desk) look(ctx context.Context, files []string, p engine.Progress) (found []waiting, problems, unknown error) {
	for _, path := range files {
		sources, err := d.knowledge.Sniff(ctx, path, p)
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		tables, e := d.recognise(sources, reading{})
		if found = append(found, tables...); unknown == nil {
			unknown = e
		}
		if err != nil {
			problems = errors.Join(problems, err)
			found = append(found, waiting{source: ingest.Source{Path: path, Name: filepath.Base(path)}, refused: err})
		}
	}
	return found, problems, unknown
}

// recognise maps tables by the platform they come from and as the person mapped tables
// of the same columns before.
func (d *Desk) recognise(sources []ingest.Source, c reading) ([]waiting, error) {
	plain := make([]ingest.Mapping, len(sources))
	for i := range sources {
		plain[i] = cloneMapping(sources[i].Mapping)
	}
	err := d.knowledge.Recognise(sources)
	var found []waiting
	for i := range sources {
		w := newWaiting(sources[i], c)
		w.plain = plain[i]
		found = append(found, w)
	}
	return found, err
}

// receive takes what was found in dropped files. Files that hold no table stand in
// the list with their reason, unless there is nothing else to list.
func (d *Desk) receive(added []waiting, problems error) error {
	if !slices.ContainsFunc(added, func(w waiting) bool { return w.refused == nil || rereadable(w.refused) }) {
		return problems
	}
	d.change(func() {
		in := d.intake
		in.tables = joinTables(in.tables, added)
		in.chosen = in.worst()
		if in.target == "" {
			in.target = targetNew
			if d.session != nil {
				in.target = targetAdd
			}
		}
		in.step = in.firstStep()
		d.pushIntake(in)
		d.current = Data
	})
	d.peek()
	return nil
}

// worst is the position of the table a person should look at first: one that cannot
// be used, one with doubts, the orders, the first.
func (in *intake) worst() int {
	rank := func(w *waiting) int {
		switch m := &w.source.Mapping; {
		case w.refused != nil && rereadable(w.refused):
			return 5
		case w.refused != nil || w.skip || m.Role == ingest.RoleUnknown:
			return 0
		case len(m.Lacks()) > 0:
			return 4
		case doubts(m) > 0:
			return 3
		case m.Role == ingest.RoleOrders:
			return 2
		}
		return 1
	}
	best := 0
	for i := range in.tables {
		if rank(&in.tables[i]) > rank(&in.tables[best]) {
			best = i
		}
	}
	return best
}

// rereadable says that another way of reading may still find the table.
func rereadable(err error) bool {
	var known *engine.Error
	return errors.As(err, &known) && slices.Contains([]string{"import.bad_encoding", "import.unknown_encoding", "import.wrong_encoding", "import.no_such_line", "import.bad_choice"}, known.Code)
}

// joinTables keeps the tables looked at before and adds the new ones; a file looked
// at again replaces itself.
func joinTables(old, added []waiting) []waiting {
	out := slices.DeleteFunc(slices.Clone(old), func(o waiting) bool {
		return slices.ContainsFunc(added, func(a waiting) bool { return a.source.Path == o.source.Path })
	})
	return append(out, added...)
}

func cloneMapping(m ingest.Mapping) ingest.Mapping {
	m.Columns = slices.Clone(m.Columns)
	return m
}

// pushIntake makes in the present one and keeps the former for Undo. Call with mu held.
func (d *Desk) pushIntake(in intake) {
	d.before = append(slices.Clone(d.before), d.intake)
	d.after = nil
	d.intake = in
}

// dropIntake forgets the waiting tables and their history. Call with mu held.
func (d *Desk) dropIntake() {
	d.intake, d.before, d.after, d.glimpses, d.trials = intake{}, nil, nil, nil, trials{}
}

// undoIntake goes one step back, redoIntake one forward; both report whether there
// was one. Call with mu held.
func (d *Desk) undoIntake() bool {
	return d.swapIntake(&d.before, &d.after)
}

func (d *Desk) redoIntake() bool {
	return d.swapIntake(&d.after, &d.before)
}

func (d *Desk) swapIntake(from, to *[]intake) bool {
	n := len(*from)
	if n == 0 || len((*from)[n-1].tables) == 0 {
		return false // the first step back would only forget the files
	}
	*to = append(slices.Clone(*to), d.intake)
	d.intake, *from = (*from)[n-1], (*from)[:n-1]
	return true
}

// ChooseTable shows another waiting table.
func (d *Desk) ChooseTable(i int) {
	d.change(func() {
		if i >= 0 && i < len(d.intake.tables) && i != d.intake.chosen {
			d.intake.chosen, d.intake.wide, d.intake.open = i, false, false
			d.intake.step = d.intake.firstStep()
		}
	})
	d.peek()
}

// ChooseStep shows another step of the chosen table.
func (d *Desk) ChooseStep(step string) {
	d.change(func() { d.intake.step = step })
	d.peek()
	d.checkTables()
}

// ChooseTarget says where the waiting tables go.
func (d *Desk) ChooseTarget(target string) { d.change(func() { d.intake.target = target }) }

// ShowAllColumns lists all columns of the chosen table.
func (d *Desk) ShowAllColumns() { d.change(func() { d.intake.wide = true }) }

// firstStep is where a person should look first.
func (in *intake) firstStep() string {
	if in.chosen < len(in.tables) && in.tables[in.chosen].refused != nil {
		return stepReading
	}
	return stepColumns
}

// SetRole changes what a waiting table is taken for; going back to what it was
// recognised as gives its columns back too.
func (d *Desk) SetRole(table int, role string) {
	d.edit(table, func(w *waiting) {
		if ingest.Role(role) == w.first.Role {
			w.source.Mapping = cloneMapping(w.first)
			return
		}
		if w.source.SetRole(ingest.Role(role)) != nil { // the word list is part of the program
			w.source.Mapping.Role = ingest.Role(role)
		}
	})
}

// SetField changes what a column is taken for. A field has one column: another that
// had it is not used any more.
func (d *Desk) SetField(table, column int, field string) {
	d.edit(table, func(w *waiting) {
		m := &w.source.Mapping
		if column < 0 || column >= len(m.Columns) {
			return
		}
		f := ingest.Field(field)
		for i := range m.Columns {
			if !f.Many() && i != column && m.Columns[i].Field == f {
				m.Columns[i].Field, m.Columns[i].Confidence, m.Columns[i].Why = ingest.FieldIgnore, 1, "user"
			}
		}
		c := &m.Columns[column]
		c.Field, c.Confidence, c.Why = f, 1, "user"
		if f == ingest.FieldCustomerID {
			m.RowIDs = false
		}
		w.source.FindOrderTotals()
	})
}

// ForgetMapping maps a table as if nothing had been remembered about its columns, and
// remembers nothing any more.
func (d *Desk) ForgetMapping(table int) {
	d.edit(table, func(w *waiting) {
		d.failure = d.knowledge.Mappings.Forget(mapping.Of(&w.source).Fingerprint)
		w.source.Mapping, w.first = cloneMapping(w.plain), cloneMapping(w.plain)
		w.source.Choice.DateOrder = ""
	})
}

// LoadMapping maps the waiting tables as a saved file says.
func (d *Desk) LoadMapping(path string) {
	saved, err := app.Mappings{}.Load(path)
	d.change(func() {
		in := d.intake
		sources := make([]ingest.Source, len(in.tables))
		for i := range in.tables {
			sources[i] = in.tables[i].source
			sources[i].Mapping = cloneMapping(sources[i].Mapping)
		}
		if err == nil {
			err = app.Knowledge{Given: saved}.Recognise(sources)
		}
		if d.failure = err; err != nil {
			return
		}
		in.tables = slices.Clone(in.tables)
		for i := range in.tables {
			if in.tables[i].refused == nil {
				in.tables[i].source = sources[i]
			}
		}
		d.pushIntake(in)
	})
}

// SaveMapping writes how the waiting tables are read to a file for others.
func (d *Desk) SaveMapping(path string) {
	d.mu.Lock()
	sources, w := d.intake.ready(), d.words
	d.mu.Unlock()
	if err := (app.Mappings{}).Save(path, sources, w); err != nil {
		d.change(func() { d.failure = err })
	}
}

// SetDateOrder says how dates with a short first part are read.
func (d *Desk) SetDateOrder(table int, order string) {
	d.edit(table, func(w *waiting) {
		w.source.SetDateOrder(order)
		w.source.Choice.DateOrder = order // so that it is remembered
	})
}

// SetSide says who answered a questionnaire whose rows do not say it.
func (d *Desk) SetSide(table int, side string) {
	d.edit(table, func(w *waiting) { w.source.SetSide(side) })
}

// SetAmountOnce says whether the amount of an order stands in each of its rows, where
// that may be: "once", or "rows" when the amount is the row's own.
func (d *Desk) SetAmountOnce(table int, key string) {
	d.edit(table, func(w *waiting) { w.source.CountAmountOnce(key == amountOnce) })
}

// SetSkip leaves a waiting table out, or takes it in again.
func (d *Desk) SetSkip(table int, skip bool) {
	d.edit(table, func(w *waiting) { w.skip = skip })
}

// edit changes one waiting table in a copy: views still read the old one.
func (d *Desk) edit(table int, f func(*waiting)) {
	d.change(func() {
		if table < 0 || table >= len(d.intake.tables) {
			return
		}
		in := d.intake
		in.tables = slices.Clone(in.tables)
		w := &in.tables[table]
		w.source.Mapping = cloneMapping(w.source.Mapping)
		f(w)
		d.pushIntake(in)
	})
	d.checkTables()
}

// Forget puts the waiting tables away without loading them.
func (d *Desk) Forget() {
	d.change(func() {
		d.dropIntake()
		if d.session == nil {
			d.current = Start
		}
	})
}

// ready are the tables that will be loaded; one that lacks a column its role needs
// stays behind, as the list says.
func (in *intake) ready() []ingest.Source {
	var out []ingest.Source
	for i := range in.tables {
		if w := &in.tables[i]; w.refused == nil && !w.skip && len(w.source.Mapping.Lacks()) == 0 {
			out = append(out, w.source)
		}
	}
	return out
}

// lacking are the tables that a column is missing from.
func (in *intake) lacking() []ingest.Source {
	var out []ingest.Source
	for i := range in.tables {
		if w := &in.tables[i]; w.refused == nil && !w.skip && len(w.source.Mapping.Lacks()) > 0 {
			out = append(out, w.source)
		}
	}
	return out
}
