package survival

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// design is what the optimisers see: rows ordered by stratum, then time from the
// last to the first, then content, so that no sum depends on the order given;
// kept columns standardised, row-major.
type design struct {
	n, p    int
	x       []float64
	time    []float64
	event   []bool
	entry   []float64 // nil without late entry
	byEntry []int     // rows of each stratum by entry, last first; nil like entry
	stratum []int     // ascending number of each row's stratum
	strata  []string
	ends    []int // row after the last of each stratum
	cluster []int
	events  int
	breslow bool

	names    []string
	mean, sd []float64 // of all columns; sd 0 marks one without a say
	kept     []int
	warnings []engine.Warning
}

func (d *design) row(i int) []float64 { return d.x[i*d.p : (i+1)*d.p] }

func (d *design) linear(beta []float64) []float64 {
	eta := make([]float64, d.n)
	for i := range eta {
		for k, x := range d.row(i) {
			eta[i] += beta[k] * x
		}
	}
	return eta
}

func prepare(ctx context.Context, x *mat.Dense, l Lives, names []string) (*design, error) {
	if err := validate(x, l, names); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	n, p := x.Dims()
	d := &design{n: n, names: make([]string, p)}
	for j := range d.names {
		d.names[j] = columnName(names, j)
	}
	number, strata := numbered(l.Stratum, n)
	cluster, _ := numbered(l.Cluster, n)
	order := lifeOrder(x, l, number)
	d.strata = strata
	d.ends = make([]int, len(strata))
	for i, r := range order {
		d.time, d.event = append(d.time, l.Times[r]), append(d.event, l.Events[r])
		d.stratum, d.ends[number[r]] = append(d.stratum, number[r]), i+1
		if l.Entry != nil {
			d.entry = append(d.entry, l.Entry[r])
		}
		if l.Cluster != nil {
			d.cluster = append(d.cluster, cluster[r])
		}
		if l.Events[r] {
			d.events++
		}
	}
	if err := d.columns(x, order); err != nil {
		return nil, err
	}
	d.sortEntries()
	if d.p > 0 && d.events < enoughEvents*d.p {
		d.warnings = append(d.warnings, engine.Warning{Code: "survival.few_events",
			Args: engine.Args{"events": d.events, "columns": d.p}})
	}
	return d, ctx.Err()
}

// NoColumns is n rows without attributes, for the model of all of them alike: one constant
// column, which every fit leaves out. Nil for no row.
func NoColumns(n int) *mat.Dense {
	if n == 0 {
		return nil
	}
	return mat.NewDense(n, 1, nil)
}

func validate(x *mat.Dense, l Lives, names []string) error {
	if x == nil || x.IsEmpty() {
		return &engine.Error{Code: "survival.empty"}
	}
	n, _ := x.Dims()
	for _, length := range []int{len(l.Times), len(l.Events), lengthOr(l.Entry, n), lengthOr(l.Stratum, n), lengthOr(l.Cluster, n)} {
		if length != n {
			return &engine.Error{Code: "survival.length_mismatch", Args: engine.Args{"rows": n, "found": length}}
		}
	}
	for i, t := range l.Times {
		if !l.possible(i) {
			return &engine.Error{Code: "survival.bad_time", Args: engine.Args{"row": i + 1, "time": engine.Number(t)}}
		}
		for j, v := range x.RawRowView(i) {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				name := columnName(names, j)
				return &engine.Error{Code: "survival.not_a_number", Place: engine.Place{Column: name},
					Args: engine.Args{"column": name, "row": i + 1}}
			}
		}
	}
	return nil
}

// lengthOr is the length of an optional slice, n for nil.
func lengthOr[T any](s []T, n int) int {
	if s == nil {
		return n
	}
	return len(s)
}

func (l Lives) possible(i int) bool {
	t := l.Times[i]
	if l.Entry != nil && !(l.Entry[i] >= 0 && l.Entry[i] < t) {
		return false
	}
	return t >= 0 && !math.IsInf(t, 0)
}

func columnName(names []string, j int) string {
	if j < len(names) && names[j] != "" {
		return names[j]
	}
	return fmt.Sprint(j + 1)
}

// numbered gives each label the position it has in ascending order; nil labels are
// one unnamed group.
func numbered(labels []string, n int) (number []int, names []string) {
	if labels == nil {
		return make([]int, n), []string{""}
	}
	names = slices.Clone(labels)
	slices.Sort(names)
	names = slices.Compact(names)
	at := make(map[string]int, len(names))
	for i, name := range names {
		at[name] = i
	}
	number = make([]int, n)
	for i, label := range labels {
		number[i] = at[label]
	}
	return number, names
}

func lifeOrder(x *mat.Dense, l Lives, stratum []int) []int {
	order := make([]int, len(l.Times))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		switch {
		case stratum[a] != stratum[b]:
			return stratum[a] - stratum[b]
		case l.Times[a] != l.Times[b]:
			return cmp.Compare(l.Times[b], l.Times[a])
		case l.Events[a] != l.Events[b]:
			if l.Events[b] {
				return -1 // still running first: they outlast those that end then
			}
			return 1
		case l.Entry != nil && l.Entry[a] != l.Entry[b]:
			return cmp.Compare(l.Entry[a], l.Entry[b])
		}
		if c := slices.Compare(x.RawRowView(a), x.RawRowView(b)); c != 0 || l.Cluster == nil {
			return c
		}
		return cmp.Compare(l.Cluster[a], l.Cluster[b])
	})
	return order
}

// columns standardises, leaving out those without a say.
func (d *design) columns(x *mat.Dense, order []int) error {
	c, bad := stat.Standardise(x, order, false)
	if bad >= 0 {
		return &engine.Error{Code: "survival.out_of_range", Place: engine.Place{Column: d.names[bad]},
			Args: engine.Args{"column": d.names[bad]}}
	}
	d.p, d.x, d.kept, d.mean, d.sd = c.P, c.X, c.Kept, c.Mean, c.SD
	for _, j := range c.Constant {
		d.warn("survival.constant_column", d.names[j])
	}
	for _, j := range c.Aliased {
		d.warn("survival.aliased_column", d.names[j])
	}
	return nil
}

func (d *design) warn(code, column string) {
	d.warnings = append(d.warnings, engine.Warning{Code: code,
		Place: engine.Place{Column: column}, Args: engine.Args{"column": column}})
}

func (d *design) sortEntries() {
	if d.entry == nil {
		return
	}
	d.byEntry = make([]int, d.n)
	for i := range d.byEntry {
		d.byEntry[i] = i
	}
	slices.SortStableFunc(d.byEntry, func(a, b int) int {
		if d.stratum[a] != d.stratum[b] {
			return d.stratum[a] - d.stratum[b]
		}
		return cmp.Compare(d.entry[b], d.entry[a])
	})
}
