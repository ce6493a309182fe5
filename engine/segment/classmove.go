package segment

import (
	"context"
	_ "embed" // the question is a .sql file
	"math/big"
	"slices"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/store"
)

//go:embed sql/then_and_now.sql
var thenAndNowSQL string

// Tiers of value by net revenue of the last 365 days: the highest fifth of those who
// bought in them, the next three tenths, the others, and those who did not buy.
const (
	TierHigh   = "high"
	TierMedium = "medium"
	TierLow    = "low"
	TierNone   = "none"
)

// TierKeys are the tiers in order, after those not yet known: segment.tier.<key>.
var TierKeys = [...]string{StateNotYet, TierHigh, TierMedium, TierLow, TierNone}

// facts are one customer at one day.
type facts struct {
	number                              int32
	silent, days, money, yearDays, year int64
}

// Detail is what is known of the customers one by one: how they moved between the tiers
// of value and the classes of RFM over the same stretch as [Move], their scores, and how
// few of them brought most of the revenue.
type Detail struct {
	Tiers   Movement
	Classes Movement
	Scores  Scores
	Median  []int64 // customers by class, in order of ClassKeys, when R, F and M are split at the median
	Top     []Top
}

// Study looks at the customers at the definition's day and at the start of its period.
// Thresholds are those of each day; who has the value at a boundary is above it.
func Study(ctx context.Context, r store.Reader, d churn.Definition) (Detail, error) {
	out := NoDetail()
	if d.Business == churn.Contractual {
		return out, nil
	}
	from := d.AsOf - engine.Day(d.WindowDays) - 1
	now, then, err := load(ctx, r, from, d.AsOf)
	if err != nil || len(now) == 0 {
		return out, err
	}
	out.Tiers = tally(from, d.AsOf, TierKeys[:], tiersOf(then), tiersOf(now))
	out.Classes = tally(from, d.AsOf, append([]string{StateNotYet}, ClassKeys[:]...), classesOf(then), classesOf(now))
	out.Scores, out.Median, out.Top = scoresOf(now), atMedian(now), concentrationOf(now)
	return out, nil
}

// NoDetail is the result of a project without purchases.
func NoDetail() Detail {
	return Detail{Tiers: noMovement(), Classes: noMovement(), Scores: Scores{Dimensions: []Dimension{}}, Median: []int64{}, Top: []Top{}}
}

func noMovement() Movement {
	return Movement{From: engine.NoDay, To: engine.NoDay, States: []string{}, Rows: []MoveRow{}}
}

// load reads everybody at both days.
func load(ctx context.Context, r store.Reader, from, asOf engine.Day) (now, then []facts, err error) {
	err = store.Query(ctx, r, thenAndNowSQL, store.Params{"as_of": asOf, "from": from}, func(scan store.Scan) error {
		var a, b facts
		err := scan(&a.number, &a.silent, &a.days, &a.money, &a.yearDays, &a.year, &b.silent, &b.days, &b.money, &b.yearDays, &b.year)
		now, then = append(now, a), append(then, b)
		return err
	})
	return now, then, err
}

// ClassMembers are the numbers of the customers in one state at the earlier and one at
// the later day ("" for any) of a movement of [Study].
func (m *Movement) ClassMembers(ctx context.Context, r store.Reader, earlier, later string) ([]int32, error) {
	now, then, err := load(ctx, r, m.From, m.To)
	if err != nil {
		return nil, err
	}
	of := classesOf
	if slices.Contains(m.States, TierHigh) {
		of = tiersOf
	}
	before, after := of(then), of(now)
	in := func(place int, state string) bool { return state == "" || m.States[place] == state }
	var out []int32
	for i := range now {
		if in(before[i], earlier) && in(after[i], later) {
			out = append(out, now[i].number)
		}
	}
	return out, nil
}

// tally counts pairs of states; 0 is not yet known.
func tally(from, to engine.Day, keys []string, earlier, later []int) Movement {
	out := Movement{From: from, To: to, States: keys, Rows: make([]MoveRow, len(keys)), Total: int64(len(later))}
	for i, key := range keys {
		out.Rows[i] = MoveRow{State: key, To: make([]int64, len(keys))}
	}
	for i := range later {
		row := &out.Rows[earlier[i]]
		row.Customers++
		row.To[later[i]]++
	}
	return out
}

// tiersOf is the place of everybody in TierKeys.
func tiersOf(list []facts) []int {
	var years []int64
	for _, f := range list {
		if f.yearDays > 0 {
			years = append(years, f.year)
		}
	}
	slices.SortFunc(years, func(a, b int64) int { return int(min(1, max(-1, b-a))) })
	cut := func(tenths int) int64 { return years[(len(years)*tenths+9)/10-1] }
	out := make([]int, len(list))
	for i, f := range list {
		switch {
		case f.days == 0:
		case f.yearDays == 0:
			out[i] = 4
		case f.year >= cut(2):
			out[i] = 1
		case f.year >= cut(5):
			out[i] = 2
		default:
			out[i] = 3
		}
	}
	return out
}

// classesOf is the place of everybody among the classes of RFM, 1 for the first: R, F
// and M against their means, in whole numbers.
func classesOf(list []facts) []int {
	var n, silent, days, money big.Int
	for _, f := range list {
		if f.days > 0 {
			n.Add(&n, big.NewInt(1))
			silent.Add(&silent, big.NewInt(f.silent))
			days.Add(&days, big.NewInt(f.days))
			money.Add(&money, big.NewInt(f.money))
		}
	}
	against := func(v int64, sum *big.Int) int { return new(big.Int).Mul(big.NewInt(v), &n).Cmp(sum) }
	out := make([]int, len(list))
	for i, f := range list {
		if f.days > 0 {
			bits := [3]bool{against(f.silent, &silent) < 0, against(f.days, &days) > 0, against(f.money, &money) > 0}
			out[i] = 1 + slices.Index(classBits[:], bits)
		}
	}
	return out
}
