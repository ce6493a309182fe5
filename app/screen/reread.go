package screen

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"huiliu/engine"
	"huiliu/engine/ingest"
)

// glimpsed is the beginning of a file in one reading.
type glimpsed struct {
	view ingest.View
	err  error
}

// glimpseKey names a reading of a file.
type glimpseKey struct {
	path, entry string
	choice      ingest.Choice
}

// wish is how the table should be read, its sheet included.
func (w *waiting) wish() glimpseKey {
	c := w.choice.Choice
	c.Sheet = w.sheet
	c.DateOrder = "" // says nothing about how the rows look
	return glimpseKey{w.source.Path, w.source.Entry, c}
}

// peek looks at the beginning of the chosen table where its reading is shown; the
// latest wish wins.
func (d *Desk) peek() {
	d.mu.Lock()
	defer d.mu.Unlock()
	in := &d.intake
	if in.step != stepReading || in.chosen >= len(in.tables) {
		return
	}
	key := in.tables[in.chosen].wish()
	if _, known := d.glimpses[key]; known || d.closed {
		return
	}
	if d.peeking != nil {
		d.peeking.Cancel()
	}
	d.peeking = d.runner.Submit("job.glimpse", func(ctx context.Context, _ engine.Progress) error {
		view, err := ingest.Glimpse(ctx, key.path, key.entry, key.choice)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		d.change(func() {
			if d.glimpses == nil {
				d.glimpses = map[glimpseKey]glimpsed{}
			}
			d.glimpses[key] = glimpsed{view, err}
		})
		return nil
	})
}

// OpenReading shows or hides the ways to read the chosen table.
func (d *Desk) OpenReading(open bool) { d.change(func() { d.intake.open = open }) }

// The parts of a reading a person may choose.
const (
	readEncoding  = "encoding"
	readDelimiter = "delimiter"
	readHeader    = "header"
	readRange     = "range"
)

// SetReading chooses how a table is read: the preview follows at once, the table
// itself when it has been read again.
func (d *Desk) SetReading(table int, part, value string) {
	d.mu.Lock()
	if table < 0 || table >= len(d.intake.tables) {
		d.mu.Unlock()
		return
	}
	w := d.intake.tables[table]
	d.mu.Unlock()
	c, err := w.choice.with(part, value)
	if err != nil {
		d.change(func() { d.failure = err })
		return
	}
	if c == w.choice.Choice {
		return
	}
	d.change(func() {
		in := d.intake
		in.tables = slices.Clone(in.tables)
		in.tables[table].choice = reading{c}
		d.intake = in
	})
	d.peek()
	d.reread(w, c)
}

// reading is a choice that can be changed part by part.
type reading struct{ ingest.Choice }

func (r reading) with(part, value string) (ingest.Choice, error) {
	c := r.Choice
	switch part {
	case readEncoding:
		c.Encoding = value
	case readDelimiter:
		c.Delimiter = value
	case readHeader:
		line, err := parseLine(value)
		if err != nil {
			return c, err
		}
		c.Header = line
	case readRange:
		part := ingest.Choice{}
		if strings.TrimSpace(value) != "" {
			var err error
			if part, err = ingest.ParseRange(value); err != nil {
				return c, err
			}
		}
		c.First, c.Last, c.FirstColumn, c.LastColumn = part.First, part.Last, part.FirstColumn, part.LastColumn
	}
	return c, c.Check()
}

// reread reads a file again as chosen and puts the table into its place.
func (d *Desk) reread(old waiting, c ingest.Choice) {
	d.mu.Lock()
	if d.rereading != nil {
		d.rereading.Cancel()
	}
	d.mu.Unlock()
	j := d.submit("job.sniff", func(ctx context.Context, p engine.Progress) error {
		c.Sheet = old.sheet
		sources, err := ingest.SniffAs(ctx, old.source.Path, c, p)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		sources = slices.DeleteFunc(sources, func(s ingest.Source) bool { return old.refused == nil && s.Entry != old.source.Entry })
		found, _ := d.recognise(sources, reading{c}) // what is wrong with the remembered was said when the file was dropped
		for i := range found {
			found[i].keep(&old)
		}
		if err != nil && len(found) == 0 {
			failed := old
			failed.refused, failed.choice = err, reading{c}
			found = []waiting{failed}
		}
		d.change(func() { d.replaceTable(old, found) })
		return nil
	})
	d.mu.Lock()
	d.rereading = j
	d.mu.Unlock()
}

// newWaiting is a table as found.
func newWaiting(s ingest.Source, c reading) waiting {
	if c == (reading{}) {
		c = reading{s.Choice} // read as remembered
	}
	w := waiting{source: s, first: cloneMapping(s.Mapping), choice: c, sheet: c.Sheet}
	if w.sheet == "" {
		w.sheet = s.Sheet
		if s.Entry != "" {
			w.sheet = strings.TrimPrefix(strings.TrimPrefix(s.Sheet, s.Entry), "/")
		}
	}
	w.choice.Sheet = ""
	return w
}

// keep takes over what the person had chosen for columns of the same name.
func (w *waiting) keep(old *waiting) {
	w.skip = old.skip
	for i := range w.source.Mapping.Columns {
		c := &w.source.Mapping.Columns[i]
		for _, o := range old.source.Mapping.Columns {
			if o.Why == "user" && o.Header == c.Header {
				c.Field, c.Why, c.Confidence = o.Field, o.Why, o.Confidence
			}
		}
	}
}

// replaceTable puts tables into the place of one that is still waiting. Call with mu held.
func (d *Desk) replaceTable(old waiting, found []waiting) {
	in := d.intake
	at := slices.IndexFunc(in.tables, func(w waiting) bool {
		return w.source.Path == old.source.Path && w.source.Entry == old.source.Entry && w.sheet == old.sheet
	})
	if at < 0 || len(found) == 0 {
		return
	}
	was := in
	was.tables = slices.Clone(in.tables)
	was.tables[at] = old // with the reading it had
	d.intake = was
	in.tables = slices.Concat(in.tables[:at], found, in.tables[at+1:])
	d.pushIntake(in)
}

// parseLine reads the line of the header: 0 find it, -1 there is none.
func parseLine(s string) (int64, error) {
	switch s {
	case "":
		return 0, nil
	case "none":
		return -1, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0, &engine.Error{Code: "import.bad_choice", Args: engine.Args{"choice": readHeader, "value": s}, Cause: err}
	}
	return n, nil
}
