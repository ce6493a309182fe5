package feature

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"huiliu/engine"
	"huiliu/engine/learn"
	"huiliu/engine/store"
)

// Remnant is a copy of some customers whose orders of some days were never imported. It
// tells what a lost file would cost; features that look at the whole shop see the copied
// part of it.
type Remnant struct {
	db *store.Store
	no map[int32]int32 // customer number in the project by that in the copy
}

// Without copies the rows of customers but for their order lines of the days from … to.
// The caller closes it.
func Without(ctx context.Context, r store.Reader, customers []int32, from, to engine.Day) (*Remnant, error) {
	e, err := readExcerpt(ctx, r, customers)
	if err != nil {
		return nil, err
	}
	e.lines = slices.DeleteFunc(e.lines, func(l store.OrderLine) bool {
		day := engine.DayOf(l.At)
		return from <= day && day <= to
	})
	m := &Remnant{no: map[int32]int32{}}
	if m.db, err = e.open(ctx); err != nil {
		return nil, err
	}
	ids, err := CustomerIDs(ctx, m.db)
	for copied, id := range ids {
		no, wrong := strconv.ParseInt(id, 10, 32)
		err = errors.Join(err, wrong)
		m.no[copied] = int32(no)
	}
	if err != nil {
		return nil, errors.Join(err, m.db.Close())
	}
	return m, nil
}

// Close forgets the copy.
func (m *Remnant) Close() error { return m.db.Close() }

// Build computes the features of the customers who still have a purchase known at asOf,
// by their numbers in the project.
func (m *Remnant) Build(ctx context.Context, asOf engine.Day, sources Sources) (*Frame, error) {
	f, err := BuildSpec(ctx, m.db, Spec{AsOf: asOf, Population: Everyone, Sources: sources})
	if err != nil {
		return nil, err
	}
	order := make([]int, f.Rows())
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return int(m.no[f.CustomerNo[a]]) - int(m.no[f.CustomerNo[b]]) })
	out := &Frame{AsOf: asOf, Columns: f.Learn().Take(order).Columns}
	for _, i := range order {
		out.CustomerNo = append(out.CustomerNo, m.no[f.CustomerNo[i]])
	}
	return out, nil
}

// Buyers are the customers with a purchase after asOf and up to horizon days later, as
// known at end, by their numbers in the project.
func (m *Remnant) Buyers(ctx context.Context, asOf engine.Day, horizon int, end engine.Day) (map[int32]bool, error) {
	out := map[int32]bool{}
	p := store.Params{"as_of": asOf, "horizon": horizon, "end": end}
	return out, store.Query(ctx, m.db, buyersText, p, func(scan store.Scan) error {
		var no int32
		if err := scan(&no); err != nil {
			return err
		}
		out[m.no[no]] = true
		return nil
	})
}

// Only is the frame with the given columns, in their order.
func (f *Frame) Only(columns []learn.Column) *learn.Frame {
	out, all := &learn.Frame{Rows: f.Rows()}, f.Learn()
	for _, c := range columns {
		if found := all.Find(c.Name); found != nil {
			out.Columns = append(out.Columns, *found)
		}
	}
	return out
}
