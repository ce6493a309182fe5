package lifetime

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/snapshot"
	"huiliu/engine/stat"
	"huiliu/engine/survival"
)

const (
	// maxTerms is how many attributes the Cox model takes, eventsEach how many ends
	// each of its coefficients needs (METHODS 1.0.6).
	maxTerms   = 8
	eventsEach = 15
	// clock is the rank correlation with tenure from which a number only counts time.
	clock = 0.8
	// groupedLevels is how many levels a text may have to be compared by curves.
	groupedLevels = 8
)

// Contracts follows contracts by their months of tenure and the churn flag. It reads
// a snapshot: if those who left long ago are not in the file, lives look too long.
func Contracts(ctx context.Context, t *snapshot.Table, p engine.Progress) (Result, error) {
	var rows []int
	for i, months := range t.Tenure {
		if months >= 0 && !math.IsInf(months, 0) {
			rows = append(rows, i)
		}
	}
	if 2*len(rows) < len(t.Churned) || len(rows) < engine.SmallBase {
		return None("no_tenure"), nil
	}
	l := lives{}
	var ages []float64
	for _, i := range rows {
		l.times, l.ended, l.entry = append(l.times, t.Tenure[i]), append(l.ended, t.Churned[i]), append(l.entry, 0)
		if !t.Churned[i] {
			ages = append(ages, t.Tenure[i])
		}
	}
	for j := range t.Columns {
		if c := &t.Columns[j]; c.Text != nil {
			if g, ok := byLevel(c, rows); ok {
				l.by = append(l.by, g)
			}
		}
	}
	out := Result{AsOf: engine.NoDay, Unit: Months, Unknown: int64(len(t.Churned) - len(rows))}
	out.fill(&l, ages, ruler{most: 72, round: []float64{1, 3, 6, 12, 24, 36, 48, 60, 72}, bands: []int{7, 25, 49}, ahead: 12})
	if out.Skipped != "" {
		return out, nil
	}
	s := newStudy(t, rows)
	var err error
	if out.Cox, err = s.fitCox(ctx, p); err != nil {
		return out, err
	}
	f, err := fitFamily(ctx, s, p)
	if f != nil {
		f.compare(out.Table)
		f.foretell(t, out.Remaining, slices.Max(l.times))
		out.Fitted = &f.fitted
	}
	return out, err
}

// study is the lives that the models look at, with the attributes that differ most, as
// many as the ends allow.
type study struct {
	rows   []int // of the snapshot
	lives  survival.Lives
	design snapshot.Design
	cox    *Cox // what was left out
}

func newStudy(t *snapshot.Table, rows []int) *study {
	s := &study{cox: &Cox{Dropped: slices.Clone(t.Dropped)}}
	for _, i := range rows {
		if t.Tenure[i] > 0 { // a life of no month was never under observation
			s.rows = append(s.rows, i)
			s.lives.Times, s.lives.Events = append(s.lives.Times, t.Tenure[i]), append(s.lives.Events, t.Churned[i])
		}
	}
	s.design = t.Design(s.cox.screen(t, s.rows, s.lives), s.rows)
	return s
}

func byLevel(c *snapshot.Column, rows []int) (grouping, bool) {
	levels := c.Levels(rows)
	g := grouping{name: c.Name, built: c.Built}
	for _, i := range rows {
		s := c.Text[i]
		if s == snapshot.Other || s == snapshot.Unknown {
			s = ""
		}
		g.labels = append(g.labels, s)
	}
	return g, len(levels) > 1 && len(levels) <= groupedLevels
}

// fitCox is the proportional-hazards model. Nil when the data do not allow one.
func (s *study) fitCox(ctx context.Context, p engine.Progress) (*Cox, error) {
	d := &s.design
	if d.X == nil {
		return nil, nil
	}
	m, err := survival.FitCox(ctx, d.X, s.lives, survival.CoxOptions{Names: d.Names()}, p)
	if refused(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	terms := make([]survival.Term, len(d.Terms))
	for i, term := range d.Terms {
		terms[i] = survival.Term{Name: term.Column, Columns: term.Outputs}
	}
	zph, err := m.Proportionality(ctx, d.X, s.lives, terms, survival.KMTransform)
	if err != nil && !refused(err) {
		return nil, err
	}
	s.cox.read(m, d, zph)
	return s.cox, nil
}

// refused reports an error the data is to blame for: there is no model then.
func refused(err error) bool {
	var problem *engine.Error
	return errors.As(err, &problem)
}

// screen chooses the columns: those with the strongest score test alone, without
// numbers that only count time, as many as there are ends for.
func (c *Cox) screen(t *snapshot.Table, rows []int, l survival.Lives) []string {
	type ranked struct {
		name    string
		outputs int
		chi2    float64
	}
	var list []ranked
	events := 0
	for _, e := range l.Events {
		if e {
			events++
		}
	}
	for j := range t.Columns {
		col := &t.Columns[j]
		if col.Name == snapshot.Tenure {
			continue
		}
		if col.Text == nil && countsTime(col, rows, l.Times) {
			c.Dropped = append(c.Dropped, snapshot.Dropped{Name: col.Name, Code: "clock"})
			continue
		}
		d := t.Design([]string{col.Name}, rows)
		list = append(list, ranked{col.Name, len(d.Names()), separation(&d, l)})
	}
	slices.SortStableFunc(list, func(a, b ranked) int { return cmp.Or(cmp.Compare(b.chi2, a.chi2), cmp.Compare(a.name, b.name)) })
	var out []string
	used := 0
	for _, r := range list {
		if len(out) == maxTerms || (used+r.outputs)*eventsEach > events {
			c.Limited = true
			continue
		}
		out, used = append(out, r.name), used+r.outputs
	}
	return out
}

// separation is the log-rank statistic per degree of freedom of a term alone: levels
// as they are, numbers in three parts.
func separation(d *snapshot.Design, l survival.Lives) float64 {
	n := len(l.Times)
	labels := make([]string, n)
	if len(d.Terms[0].Levels) == 0 {
		x := d.Column(0)
		sorted := slices.Clone(x)
		slices.Sort(sorted)
		low, high := stat.Quantile(sorted, 1.0/3), stat.Quantile(sorted, 2.0/3)
		for i, v := range x {
			switch {
			case v > high:
				labels[i] = "c"
			case v > low || low == sorted[0] && v > sorted[0]:
				labels[i] = "b"
			default:
				labels[i] = "a"
			}
		}
	} else {
		for k, level := range d.Terms[0].Levels {
			for i := range n {
				if d.X.At(i, k) == 1 {
					labels[i] = level
				}
			}
		}
	}
	test := survival.LogRank(l.Times, l.Events, labels, survival.LogRankWeight)
	if !test.ChiSq.Defined() || test.DF == 0 {
		return 0
	}
	return float64(test.ChiSq) / float64(test.DF)
}

// countsTime reports a number that is little else than the tenure itself.
func countsTime(c *snapshot.Column, rows []int, tenure []float64) bool {
	x := make([]float64, len(rows))
	for k, i := range rows {
		x[k] = c.Number[i]
	}
	r := stat.Spearman(x, tenure).Value
	return r.Defined() && math.Abs(float64(r)) > clock
}

func (c *Cox) read(m *survival.Cox, d *snapshot.Design, zph []survival.Proportionality) {
	c.Rows, c.Events = m.Rows, m.Events
	c.Concordance, c.ConcordSE = m.Agreement.Value, m.Agreement.SE
	c.Global = engine.Undefined()
	changes := map[string]engine.Number{}
	for _, z := range zph {
		changes[z.Term] = z.P
	}
	if p, ok := changes["GLOBAL"]; ok {
		c.Global = p
	}
	table, k := m.Table(), 0
	c.Lines = []Line{}
	for _, term := range d.Terms {
		for i := range term.Outputs {
			h := table[k]
			k++
			line := Line{Column: term.Column, Built: term.Built, Reference: term.Reference, Unit: term.Unit,
				Ratio: h.Ratio, Low: h.Low, High: h.High, P: h.P, Changes: engine.Undefined()}
			if !h.SE.Defined() { // earlier columns already say the same
				line.Ratio = engine.Undefined()
			}
			if p, ok := changes[term.Column]; ok {
				line.Changes = p
			}
			if term.Levels != nil {
				line.Level = term.Levels[i]
			}
			c.Lines = append(c.Lines, line)
		}
	}
}
