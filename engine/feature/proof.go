package feature

import (
	"context"
	"errors"
	"maps"
	"slices"

	"huiliu/engine"
	"huiliu/engine/learn"
	"huiliu/engine/stat"
	"huiliu/engine/store"
)

// Proof is the outcome of the time-machine test: on past days, features of customers
// with all their rows against features of the same customers with the later rows cut
// off.
type Proof struct {
	Days      []engine.Day `json:"days"`
	Customers int64        `json:"customers"` // drawn
	Features  int64        `json:"features"`  // of the catalogue that the data can fill on one of the days
	Values    int64        `json:"values"`    // compared, a customer's feature on a day each
	Cut       int64        `json:"cut_rows"`  // rows left out or turned back, over all days: what a leak could have seen
	Different int64        `json:"different"` // values that are not the same to the last bit
	Leaking   []string     `json:"leaking"`   // features with a difference; "" when customers differ
	// Skipped says why nothing was proved: "no_days", "no_customers"; "no_dates" of a
	// customer table, "no_race"; words proof.skipped.<code>.
	Skipped string `json:"skipped"`
}

// Holds tells whether something was compared and nothing differed.
func (p *Proof) Holds() bool { return p.Values > 0 && p.Different == 0 }

// ProofOptions bound the proof. Zero values choose defaults.
type ProofOptions struct {
	Seed      uint64
	Days      int // 0 = 2
	Customers int // 0 = 300
	// Build is the builder on trial; nil is the one every race uses.
	Build Builder
}

const (
	proofDays      = 2
	proofCustomers = 300
)

// Unproved is a proof that was not tried, with the code of why.
func Unproved(code string) Proof {
	return Proof{Days: []engine.Day{}, Leaking: []string{}, Skipped: code}
}

// Prove runs the proof on random days before the last one known at asOf and on random
// customers. Their rows are copied out of the project, so that it costs the same for
// a shop of any size; features that look at the whole shop see the copied part of it.
func Prove(ctx context.Context, r store.Reader, asOf engine.Day, o ProofOptions) (Proof, error) {
	if o.Days <= 0 {
		o.Days = proofDays
	}
	if o.Customers <= 0 {
		o.Customers = proofCustomers
	}
	if o.Build == nil {
		o.Build = everyone
	}
	first, last, found, err := Span(ctx, r, asOf)
	if err != nil {
		return Unproved(""), err
	}
	days := proofOn(first, last, o)
	switch {
	case !found:
		return Unproved("no_customers"), nil
	case len(days) == 0:
		return Unproved("no_days"), nil
	}
	customers, err := draw(ctx, r, asOf, o.Customers, o.Seed)
	if err != nil {
		return Unproved(""), err
	}
	rows, err := readExcerpt(ctx, r, customers)
	if err != nil {
		return Unproved(""), err
	}
	rows, _ = rows.cut(asOf) // a replay of a past day says what that day would have said
	p := Unproved("")
	p.Days, p.Customers = days, int64(len(customers))
	return p, p.compare(ctx, rows, o.Build)
}

// everyone is the builder of every race, for all customers.
func everyone(ctx context.Context, r store.Reader, asOf engine.Day) (*Frame, error) {
	return Build(ctx, r, asOf, Everyone, 0)
}

// proofOn draws days of the second half of the history, ascending: before there is
// little to know. The last day has nothing after it and is none of them.
func proofOn(first, last engine.Day, o ProofOptions) []engine.Day {
	from := first + (last-first)/2
	pick := stat.NewRand(o.Seed, "feature.proof").Perm(int(max(0, last-from)))
	days := make([]engine.Day, 0, o.Days)
	for _, k := range pick[:min(o.Days, len(pick))] {
		days = append(days, from+engine.Day(k))
	}
	slices.Sort(days)
	return days
}

func (p *Proof) compare(ctx context.Context, rows *excerpt, build Builder) (err error) {
	full, err := rows.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, full.Close()) }()
	filled, leaking := map[string]bool{}, map[string]bool{}
	for _, day := range p.Days {
		whole, err := named(ctx, full, day, build)
		if err != nil {
			return err
		}
		part, changed := rows.cut(day)
		cut, err := part.frame(ctx, day, build)
		if err != nil {
			return err
		}
		leaks := whole.differ(cut)
		for _, l := range leaks {
			leaking[l.Feature] = true
		}
		f := whole.frame
		for j := range f.Columns {
			filled[f.Columns[j].Name] = filled[f.Columns[j].Name] || known(&f.Columns[j])
		}
		p.Values += int64(f.Rows() * len(f.Columns))
		p.Different += int64(len(leaks))
		p.Cut += int64(changed)
	}
	maps.DeleteFunc(filled, func(_ string, yes bool) bool { return !yes })
	p.Features, p.Leaking = int64(len(filled)), slices.AppendSeq(p.Leaking, maps.Keys(leaking))
	slices.Sort(p.Leaking)
	return nil
}

// frame builds the features of an excerpt alone.
func (e *excerpt) frame(ctx context.Context, day engine.Day, build Builder) (f *namedFrame, err error) {
	s, err := e.open(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return named(ctx, s, day, build)
}

// known tells whether a column says anything about anybody.
func known(c *learn.Column) bool {
	for i := range max(len(c.Number), len(c.Text)) {
		if !c.Missing(i) {
			return true
		}
	}
	return false
}
