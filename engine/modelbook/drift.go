package modelbook

import (
	"cmp"
	"math"
	"slices"
	"sort"

	"huiliu/engine"
	"huiliu/engine/learn"
	"huiliu/engine/stat"
)

// Usual is how a column was spread over the rows a version was judged on: counts of
// missing, then of up to ten bands of about equally many rows, or of words. The name of
// the scores is "".
type Usual struct {
	Column string    `json:"column"`
	Cuts   []float64 `json:"cuts,omitempty"`
	Words  []string  `json:"words,omitempty"` // other words are counted last
	Text   bool      `json:"text,omitempty"`
	Counts []int64   `json:"counts"`
}

const (
	bandsOfUsual = 10
	wordsOfUsual = 12
)

func usualOf(score []float64, x *learn.Frame) []Usual {
	out := []Usual{usualColumn(&learn.Column{Number: score})}
	for j := range x.Columns {
		out = append(out, usualColumn(&x.Columns[j]))
	}
	return out
}

func usualColumn(c *learn.Column) Usual {
	u := Usual{Column: c.Name, Text: c.Text != nil}
	if c.Text != nil {
		levels, _ := learn.CommonLevels(c.Text, 0.01, wordsOfUsual)
		u.Words = slices.DeleteFunc(levels, func(l string) bool { return l == "" })
	} else {
		var known []float64
		for _, v := range c.Number {
			if !math.IsNaN(v) {
				known = append(known, v)
			}
		}
		slices.Sort(known)
		for k := 1; k < bandsOfUsual && len(known) > 0; k++ {
			cut := stat.Quantile(known, float64(k)/bandsOfUsual)
			if cut < known[len(known)-1] && (len(u.Cuts) == 0 || cut > u.Cuts[len(u.Cuts)-1]) {
				u.Cuts = append(u.Cuts, cut)
			}
		}
	}
	u.Counts = u.count(c)
	return u
}

// count counts a column in the bands; nil for a column of the other kind.
func (u *Usual) count(c *learn.Column) []int64 {
	if u.Text != (c.Text != nil) {
		return nil
	}
	if u.Text {
		counts := make([]int64, len(u.Words)+2)
		for _, s := range c.Text {
			switch k := slices.Index(u.Words, s); {
			case s == "":
				counts[0]++
			case k < 0:
				counts[len(counts)-1]++
			default:
				counts[k+1]++
			}
		}
		return counts
	}
	counts := make([]int64, len(u.Cuts)+2)
	for _, v := range c.Number {
		if math.IsNaN(v) {
			counts[0]++
			continue
		}
		counts[1+sort.SearchFloat64s(u.Cuts, v)]++
	}
	return counts
}

// Bounds of the population stability index, by custom (METHODS 1.12).
const (
	DriftWatch = 0.1  // worth a look
	DriftAct   = 0.25 // worth acting on
)

// Drift is how far the customers of another day are from those a version was judged
// on.
type Drift struct {
	Customers int64         `json:"customers"`
	Score     ColumnDrift   `json:"score"`   // of the scores
	Columns   []ColumnDrift `json:"columns"` // largest first
}

// ColumnDrift is the PSI of one column.
type ColumnDrift struct {
	Column string        `json:"column"`
	PSI    engine.Number `json:"psi"`
	// Chance is about what two samples of this size from the same customers would give.
	Chance engine.Number `json:"chance"`
}

// Acts reports a drift worth acting on that is not the chance of few customers.
func (d ColumnDrift) Acts() bool { return d.PSI > DriftAct && d.PSI > 2*d.Chance }

// DriftOf compares a frame of customers with what was usual. A column that is gone has
// no PSI and is left out; the score is undefined without a model.
func (v *Version) DriftOf(x *learn.Frame) Drift {
	d := Drift{Customers: int64(x.Rows), Score: ColumnDrift{PSI: engine.Undefined(), Chance: engine.Undefined()}, Columns: []ColumnDrift{}}
	for i := range v.Usual {
		u := &v.Usual[i]
		if u.Column == "" {
			if v.Model != nil && x.Rows > 0 {
				d.Score = psi(u, &learn.Column{Number: v.Model.Predict(x)})
			}
			continue
		}
		if c := x.Find(u.Column); c != nil {
			if p := psi(u, c); p.PSI.Defined() {
				d.Columns = append(d.Columns, p)
			}
		}
	}
	slices.SortStableFunc(d.Columns, func(a, b ColumnDrift) int { return cmp.Compare(b.PSI, a.PSI) })
	return d
}

// Drifts compares the columns of two frames, largest drift first.
func Drifts(before, now *learn.Frame) []ColumnDrift {
	out := []ColumnDrift{}
	for j := range before.Columns {
		u := usualColumn(&before.Columns[j])
		if c := now.Find(u.Column); c != nil {
			if p := psi(&u, c); p.PSI.Defined() {
				out = append(out, p)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b ColumnDrift) int { return cmp.Compare(b.PSI, a.PSI) })
	return out
}

func psi(u *Usual, c *learn.Column) ColumnDrift {
	now := u.count(c)
	d := ColumnDrift{Column: u.Column, PSI: engine.Number(stat.PSI(u.Counts, now))}
	// Each band adds about 1/n + 1/m (Yurdakul 2018: χ² with one degree less than bands).
	d.Chance = engine.Number(float64(len(u.Counts)-1) * (1/total(u.Counts) + 1/total(now)))
	return d
}

func total(counts []int64) (n float64) {
	for _, v := range counts {
		n += float64(v)
	}
	return n
}
