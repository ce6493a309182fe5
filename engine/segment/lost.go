package segment

import (
	"cmp"
	"context"
	_ "embed" // the question is a .sql file
	"errors"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/feature"
	"huiliu/engine/segment/cluster"
	"huiliu/engine/stat"
	"huiliu/engine/store"
)

//go:embed sql/lost.sql
var lostSQL string

// What the grouping of lost customers is worth: clusters.verdict.<code>.
const (
	GroupsNone = "none" // no group is stable, or they stand no further apart than the halves of one cloud: none are shown
	GroupsSome = "some" // some groups are stable, the others are marked
	GroupsAll  = "all"
)

const (
	clusterRows = 20_000 // customers looked at; a sample of this many answers as well as all
	leastLost   = 200    // lost customers below which groups are not looked for
	// leastSilhouette is where groups begin to stand apart (Kaufman and Rousseeuw 1990: below
	// 0.25 no substantial structure).
	leastSilhouette = 0.25
	beyond          = 0.05 // what groups must stand apart by beyond data without groups
	telling         = 0.5  // standardised difference that names a group
	namedBy         = 3    // at most so many traits name a group
	mostMissing     = 0.5  // share of missing values above which a feature has no say
)

// Clusters are groups of alike customers among those who have left.
type Clusters struct {
	AsOf       engine.Day        `json:"as_of"`
	Looked     int64             `json:"looked_at"` // lost customers, of the sample looked at
	Verdict    string            `json:"verdict"`
	Silhouette engine.Number     `json:"silhouette"` // of the number of groups chosen
	Chance     engine.Number     `json:"chance"`     // the largest silhouette in copies of the data without groups
	Tried      []cluster.Quality `json:"tried"`
	Groups     []LostGroup       `json:"groups"` // largest first; empty when none is stable
	Skipped    string            `json:"skipped"`
}

// LostGroup is one of the groups.
type LostGroup struct {
	Customers int64         `json:"customers"` // in the sample
	Share     engine.Number `json:"share"`
	// Stability is the mean Jaccard similarity with its counterpart in resamples;
	// Stable from 0.75 on.
	Stability  engine.Number `json:"stability"`
	Stable     bool          `json:"stable"`
	Silhouette engine.Number `json:"silhouette"`
	Names      []Trait       `json:"names"`  // what tells it from the other lost, strongest first; none is "near the average"
	Traits     []Trait       `json:"traits"` // every feature, in fixed order
	Members    []int32       `json:"-"`      // the numbers of its customers
}

// Trait compares a group in one feature: cluster.trait.<feature>, .high or .low.
type Trait struct {
	Feature  string        `json:"feature"`
	Mean     engine.Number `json:"mean"`
	Lost     engine.Number `json:"mean_lost"`     // of all lost customers
	Everyone engine.Number `json:"mean_everyone"` // of all customers, here or lost
	FromLost engine.Number `json:"diff_lost"`     // standardised difference from all lost customers
	Diff     engine.Number `json:"diff"`          // standardised difference from everyone
}

// trait is a feature groups are made of.
type trait struct {
	name string
	log  bool
	of   func(f *feature.Frame) []float64
}

func own(name string) func(*feature.Frame) []float64 {
	return func(f *feature.Frame) []float64 { return f.Column(name) }
}

// lives is the days from the first purchase to the last.
func lives(f *feature.Frame) []float64 {
	out := f.Column("tenure_days")
	for i, v := range f.Column("silence_days") {
		out[i] -= v
	}
	return out
}

// baskets is the mean amount, a negative one, of refunds, as none.
func baskets(f *feature.Frame) []float64 {
	out := f.Column("mean_amount")
	for i, v := range out {
		out[i] = math.Max(0, v)
	}
	return out
}

func traits() []trait {
	return []trait{
		{"silence_days", true, own("silence_days")},
		{"purchase_days", true, own("purchase_days")},
		{"life_days", true, lives},
		{"mean_amount", true, baskets},
		{"coupon_share", false, own("coupon_share")},
		{"refund_share", false, own("refund_share")},
		{"late_share", false, own("late_share")},
		{"categories", true, own("categories")},
	}
}

// Groups looks for groups among the customers lost as of the definition's day, and
// describes them against all lost customers and against everyone.
func Groups(ctx context.Context, r store.Reader, d churn.Definition, seed uint64, p engine.Progress) (Clusters, error) {
	if d.Business == churn.Contractual {
		return noClusters("contractual"), nil
	}
	out := noClusters("")
	out.AsOf = d.AsOf
	f, err := feature.BuildSpec(ctx, r, feature.Spec{AsOf: d.AsOf, Population: feature.Everyone, MaxRows: clusterRows, Seed: seed})
	if err != nil {
		return out, err
	}
	lost, err := lostRows(ctx, r, d, f)
	if err != nil {
		return out, err
	}
	if out.Looked = int64(len(lost)); out.Looked < leastLost {
		out.Skipped = "few"
		return out, nil
	}
	list, columns := measure(f)
	x, names := design(list, columns, lost)
	m, err := cluster.Fit(ctx, x, cluster.Options{Names: names, MaxK: 6, Starts: 15, Sample: 2000, Bootstraps: 40, Seed: seed}, p)
	var problem *engine.Error
	switch {
	case errors.As(err, &problem): // all alike
		out.Verdict = GroupsNone
		return out, nil
	case err != nil:
		return out, err
	}
	if out.Chance, err = m.Chance(ctx, x); err != nil {
		return out, err
	}
	out.Silhouette, out.Tried = m.Silhouette, m.Tried
	out.fill(m, list, columns, lost)
	for g := range out.Groups {
		for k, of := range m.Of {
			if of == g {
				out.Groups[g].Members = append(out.Groups[g].Members, f.CustomerNo[lost[k]])
			}
		}
	}
	return out, nil
}

// lostRows are the rows of the lost customers.
func lostRows(ctx context.Context, r store.Reader, d churn.Definition, f *feature.Frame) ([]int, error) {
	left := map[int32]bool{}
	err := store.Query(ctx, r, lostSQL, d.Silence(), func(scan store.Scan) error {
		var no int32
		err := scan(&no)
		left[no] = true
		return err
	})
	var out []int
	for i, no := range f.CustomerNo {
		if left[no] {
			out = append(out, i)
		}
	}
	return out, err
}

// NoGroups is the result of a contract business.
func NoGroups() Clusters { return noClusters("contractual") }

func noClusters(code string) Clusters {
	return Clusters{AsOf: engine.NoDay, Silhouette: engine.Undefined(), Chance: engine.Undefined(), Tried: []cluster.Quality{}, Groups: []LostGroup{}, Skipped: code}
}

// measure reads the features of everyone; one that is mostly missing has no say.
func measure(f *feature.Frame) (list []trait, columns [][]float64) {
	for _, t := range traits() {
		column, missing := t.of(f), 0
		for _, v := range column {
			if math.IsNaN(v) {
				missing++
			}
		}
		if float64(missing) <= mostMissing*float64(len(column)) {
			list, columns = append(list, t), append(columns, column)
		}
	}
	return list, columns
}

// design is the matrix groups are found in: lost customers, amounts and counts on a
// logarithmic scale, what is missing at the median.
func design(list []trait, columns [][]float64, rows []int) (*mat.Dense, []string) {
	x := mat.NewDense(len(rows), len(list), nil)
	names := make([]string, len(list))
	for j, t := range list {
		names[j] = t.name
		middle := stat.Median(present(columns[j], rows))
		for k, i := range rows {
			v := columns[j][i]
			if math.IsNaN(v) {
				v = middle
			}
			if t.log {
				v = math.Log1p(v)
			}
			x.Set(k, j, v)
		}
	}
	return x, names
}

func present(column []float64, rows []int) []float64 {
	out := make([]float64, 0, len(rows))
	for _, i := range rows {
		if !math.IsNaN(column[i]) {
			out = append(out, column[i])
		}
	}
	return out
}

// fill describes the groups, unless none of them deserves it.
func (c *Clusters) fill(m *cluster.Fitted, list []trait, columns [][]float64, lost []int) {
	everyone := make([]int, len(columns[0]))
	for i := range everyone {
		everyone[i] = i
	}
	members := make([][]int, m.K)
	for k, g := range m.Of {
		members[g] = append(members[g], lost[k])
	}
	stable := 0
	for g, group := range m.Groups {
		out := LostGroup{Customers: group.N, Share: engine.Number(group.Share), Stability: group.Stability,
			Stable: group.Stability >= cluster.Stable, Silhouette: group.Silhouette, Names: []Trait{}}
		for j, t := range list {
			out.Traits = append(out.Traits, compare(t.name, columns[j], members[g], lost, everyone))
		}
		out.Names = naming(out.Traits)
		if out.Stable {
			stable++
		}
		c.Groups = append(c.Groups, out)
	}
	switch {
	case stable == 0 || !(c.Silhouette >= leastSilhouette) || !(c.Silhouette > c.Chance+beyond):
		c.Verdict, c.Groups = GroupsNone, []LostGroup{}
	case stable < m.K:
		c.Verdict = GroupsSome
	default:
		c.Verdict = GroupsAll
	}
}

func compare(name string, column []float64, group, lost, everyone []int) Trait {
	own, left, all := present(column, group), present(column, lost), present(column, everyone)
	t := Trait{Feature: name, Mean: engine.Number(stat.Mean(own)), Lost: engine.Number(stat.Mean(left)), Everyone: engine.Number(stat.Mean(all))}
	t.FromLost = (t.Mean - t.Lost) / engine.Number(math.Sqrt(stat.Variance(left)))
	t.Diff = (t.Mean - t.Everyone) / engine.Number(math.Sqrt(stat.Variance(all)))
	return t
}

// naming picks the traits that tell a group from the other lost customers.
func naming(list []Trait) []Trait {
	out := []Trait{}
	for _, t := range list {
		if math.Abs(float64(t.FromLost)) >= telling {
			out = append(out, t)
		}
	}
	slices.SortStableFunc(out, func(a, b Trait) int {
		return cmp.Compare(math.Abs(float64(b.FromLost)), math.Abs(float64(a.FromLost)))
	})
	return out[:min(len(out), namedBy)]
}
