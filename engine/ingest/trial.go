package ingest

import (
	"context"
	"io"
	"slices"
	"strings"

	"huiliu/engine"
	"huiliu/engine/store"
)

// Trial is what Load would do with a table and an empty project: Read = Loaded +
// Rejected + Merged.
type Trial struct {
	Read     int64           `json:"read"`
	Loaded   int64           `json:"loaded"`
	Rejected int64           `json:"rejected"`
	Merged   int64           `json:"merged"`
	Reasons  []ReasonCount   `json:"reasons"` // most rows first
	Examples []RejectExample `json:"examples,omitempty"`
}

// RejectExample is a row that would be rejected.
type RejectExample struct {
	Line   int64    `json:"line"`
	Reason string   `json:"reason"`
	Field  Field    `json:"field,omitempty"` // the field that cannot be read, "" for the whole row
	Value  string   `json:"value,omitempty"` // what stands there
	Cells  []string `json:"cells"`
}

// reasonExamples is how many rows are shown per reason.
const reasonExamples = 5

// Check reads a table with its present mapping as Load would, and tells what would
// be rejected, with the first rows of every reason. No project is touched. Errors are
// those of Load; lines of orders are read as if the table with their orders were there.
func Check(ctx context.Context, src Source, p engine.Progress) (Trial, error) {
	words, err := lexiconOnce()
	if err != nil {
		return Trial{}, err
	}
	if missing := missingColumn(&src); missing != nil {
		return Trial{}, missing
	}
	p.Stage("import.check", src.Bytes)
	f := &fileLoad{loader: &loader{words: words, p: p}, src: &src}
	t := trial{f: f, decide: f.decider(), count: map[string]int64{}}
	if err := f.reread(ctx, t.take); err != nil {
		return Trial{}, err
	}
	return t.result(), nil
}

// reread calls do with every row of the table behind its header, if the file is still
// the one that was looked at.
func (f *fileLoad) reread(ctx context.Context, do func(*row) error) error {
	d := startDigest(ctx, f.src.Path)
	r, err := f.open(ctx)
	if err == nil {
		err = firstError(eachRow(ctx, r, do), r.Close())
	}
	if changed := f.unchanged(d); changed != nil && ctx.Err() == nil {
		return changed
	}
	if err != nil {
		return readError(ctx, f.src.Path, err)
	}
	return nil
}

func eachRow(ctx context.Context, r rowReader, do func(*row) error) error {
	for n := 0; ; n++ {
		if n%512 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		next, err := r.next()
		if err == io.EOF {
			return nil
		}
		if err == nil {
			err = do(next)
		}
		if err != nil {
			return err
		}
	}
}

// decider decides about rows as the sinks of Load do, and keeps nothing.
func (f *fileLoad) decider() func(*row) (verdict, error) {
	nothing := &store.Appender{}
	if f.src.Mapping.Details() {
		d := newDetails(f)
		return func(r *row) (verdict, error) { return d.add(nothing, r) }
	}
	switch f.src.Mapping.Role {
	case RoleOrders:
		o, b := newOrders(f), &lineBlock{}
		return func(r *row) (verdict, error) {
			if b.lines.Len() >= rowsAtOnce {
				b.lines.Reset(nil)
			}
			return o.add(b, r), nil
		}
	case RoleCustomers:
		c := &customers{fileLoad: f, c: newCells(&f.src.Mapping), id: f.src.Mapping.Find(FieldCustomerID), seen: map[string]struct{}{}}
		return func(r *row) (verdict, error) { return c.add(nothing, r) }
	case RoleQuestionnaire:
		q := newQuestionnaire(f)
		return func(r *row) (verdict, error) {
			q.wrote = q.wrote[:0]
			return q.add(nothing, r)
		}
	}
	facts := newFacts(f)
	return func(r *row) (verdict, error) { return facts.add(nothing, r) }
}

// trial is one running check.
type trial struct {
	f      *fileLoad
	decide func(*row) (verdict, error)
	count  map[string]int64
	Trial
}

func (t *trial) take(r *row) error {
	t.Read++
	t.f.read = t.Read
	t.f.p.Rows(1)
	v := t.f.precheck(r)
	if v.reason == "" {
		var err error
		if v, err = t.decide(r); err != nil {
			return err
		}
	}
	switch {
	case v.merged:
		t.Merged++
	case v.reason == "":
		t.Loaded++
	default:
		v = t.f.explain(r, v)
		t.Rejected++
		if t.count[v.reason]++; t.count[v.reason] <= reasonExamples {
			t.Examples = append(t.Examples, RejectExample{Line: r.line, Reason: v.reason, Field: v.field, Value: clip(strings.Clone(v.value)), Cells: clipped(r.cells)})
		}
	}
	return nil
}

func clipped(cells []string) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = clip(strings.Clone(c))
	}
	return out
}

func (t *trial) result() Trial {
	t.Reasons = make([]ReasonCount, 0, len(t.count))
	for reason, n := range t.count {
		t.Reasons = append(t.Reasons, ReasonCount{reason, n})
	}
	slices.SortFunc(t.Reasons, func(a, b ReasonCount) int {
		if a.Rows != b.Rows {
			return int(b.Rows - a.Rows)
		}
		return strings.Compare(a.Reason, b.Reason)
	})
	place := func(e RejectExample) int {
		return slices.IndexFunc(t.Reasons, func(c ReasonCount) bool { return c.Reason == e.Reason })
	}
	slices.SortStableFunc(t.Examples, func(a, b RejectExample) int { return place(a) - place(b) })
	return t.Trial
}
