package rules

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// Rule says how often Then is found where If is. Counts are transactions.
type Rule struct {
	If, Then  []int32 // items, ascending
	Count     int64   // with If and Then
	CountIf   int64
	CountThen int64
	N         int64 // all transactions
}

// Support is the share of transactions with both sides.
func (r *Rule) Support() engine.Number { return share(r.Count, r.N) }

// Confidence is the share of transactions with If that have Then.
func (r *Rule) Confidence() engine.Number { return share(r.Count, r.CountIf) }

// Lift is the confidence over the share of Then among all: 1 is no association.
func (r *Rule) Lift() engine.Number { return r.Confidence() / share(r.CountThen, r.N) }

// Leverage is the support beyond what two unrelated sides would have.
func (r *Rule) Leverage() engine.Number {
	return r.Support() - share(r.CountIf, r.N)*share(r.CountThen, r.N)
}

// Conviction is how many times as often the rule would fail if the sides were unrelated;
// undefined when it never fails.
func (r *Rule) Conviction() engine.Number {
	if r.Count == r.CountIf {
		return engine.Undefined()
	}
	return (1 - share(r.CountThen, r.N)) / (1 - r.Confidence())
}

// P is Fisher's exact one-sided p: the chance of at least so many transactions with both
// sides when they are unrelated.
func (r *Rule) P() float64 { return stat.FisherGreater(r.Count, r.CountIf, r.CountThen, r.N) }

func share(k, n int64) engine.Number {
	if n <= 0 {
		return engine.Undefined()
	}
	return engine.Number(float64(k) / float64(n))
}

// key is a set as a map key.
func key(items []int32) string {
	b := make([]byte, 0, 4*len(items))
	for _, i := range items {
		b = binary.BigEndian.AppendUint32(b, uint32(i))
	}
	return string(b)
}

// counts finds the count of a set.
func counts(sets []Set) map[string]int64 {
	out := make(map[string]int64, len(sets))
	for _, s := range sets {
		out[key(s.Items)] = s.Count
	}
	return out
}

// All are the rules of every split of the sets in two with at least the confidence, from
// the highest lift on, then by items. sets must hold all parts of each of them, as those
// of Mine do; n are all transactions.
func All(sets []Set, n int64, confidence float64) []Rule {
	count := counts(sets)
	var out []Rule
	for _, s := range sets {
		if len(s.Items) < 2 || len(s.Items) > 30 {
			continue
		}
		for mask := 1; mask < 1<<len(s.Items)-1; mask++ {
			left, right := split(s.Items, mask)
			r := Rule{If: left, Then: right, Count: s.Count, CountIf: count[key(left)], CountThen: count[key(right)], N: n}
			if float64(r.Count) >= confidence*float64(r.CountIf) {
				out = append(out, r)
			}
		}
	}
	sortRules(out)
	return out
}

// Toward are the rules with one given item alone on the right.
func Toward(sets []Set, n int64, then int32) []Rule {
	count := counts(sets)
	var out []Rule
	for _, s := range sets {
		at, ok := slices.BinarySearch(s.Items, then)
		if !ok || len(s.Items) < 2 {
			continue
		}
		left := slices.Delete(slices.Clone(s.Items), at, at+1)
		out = append(out, Rule{If: left, Then: []int32{then}, Count: s.Count, CountIf: count[key(left)], CountThen: count[key([]int32{then})], N: n})
	}
	sortRules(out)
	return out
}

func split(items []int32, mask int) (left, right []int32) {
	for i, item := range items {
		if mask>>i&1 == 1 {
			left = append(left, item)
		} else {
			right = append(right, item)
		}
	}
	return left, right
}

// sortRules puts the highest lift first; equal lifts are told by whole numbers, so that
// rounding does not decide.
func sortRules(list []Rule) {
	slices.SortFunc(list, func(a, b Rule) int {
		return cmp.Or(cmp.Compare(liftKey(&b), liftKey(&a)), slices.Compare(a.If, b.If), slices.Compare(a.Then, b.Then))
	})
}

// liftKey is the lift cut to 12 digits.
func liftKey(r *Rule) float64 {
	v := float64(r.Lift())
	if math.IsNaN(v) || v == 0 {
		return 0
	}
	unit := math.Pow(10, 11-math.Floor(math.Log10(v)))
	return math.Round(v*unit) / unit
}
