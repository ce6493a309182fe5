package rules

import (
	"cmp"
	"math"
	"math/bits"
	"slices"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// Rule says how often something is found where all items of If are. Counts are transactions.
type Rule struct {
	If      []int32 // ascending
	Count   int64   // with If and what is looked for
	CountIf int64
	Marked  int64 // with what is looked for
	N       int64 // all
}

// Support is the share of transactions with both sides.
func (r *Rule) Support() engine.Number { return share(r.Count, r.N) }

// Confidence is the share of transactions with If that have what is looked for.
func (r *Rule) Confidence() engine.Number { return share(r.Count, r.CountIf) }

// Lift is the confidence over the share among all: 1 is no association.
func (r *Rule) Lift() engine.Number { return r.Confidence() / share(r.Marked, r.N) }

// Leverage is the support beyond what two unrelated sides would have.
func (r *Rule) Leverage() engine.Number {
	return r.Support() - share(r.CountIf, r.N)*share(r.Marked, r.N)
}

// Conviction is how many times as often the rule would fail if the sides were unrelated;
// undefined when it never fails.
func (r *Rule) Conviction() engine.Number {
	if r.Count == r.CountIf {
		return engine.Undefined()
	}
	return (1 - share(r.Marked, r.N)) / (1 - r.Confidence())
}

// P is Fisher's exact one-sided p: the chance of at least so many transactions with both
// sides when they are unrelated.
func (r *Rule) P() float64 { return stat.FisherGreater(r.Count, r.CountIf, r.Marked, r.N) }

// LiftInterval is a 95 % interval of the lift, which is 1 ÷ (w + (1 − w) ÷ ratio) with w
// the share of transactions with If: Katz's interval of the ratio of both risks, carried
// over. Undefined when nobody is marked with If, or nobody without.
func (r *Rule) LiftInterval() (low, high engine.Number) {
	outside, others := r.Marked-r.Count, r.N-r.CountIf
	if r.Count == 0 || outside <= 0 || others <= 0 || r.CountIf == 0 {
		return engine.Undefined(), engine.Undefined()
	}
	a, n, b, m := float64(r.Count), float64(r.CountIf), float64(outside), float64(others)
	ratio, spread := a/n/(b/m), engine.Z95*math.Sqrt(1/a-1/n+1/b-1/m)
	w := n / float64(r.N)
	lift := func(ratio float64) engine.Number { return engine.Number(1 / (w + (1-w)/ratio)) }
	return lift(ratio * math.Exp(-spread)), lift(ratio * math.Exp(spread))
}

func share(k, n int64) engine.Number {
	if n <= 0 {
		return engine.Undefined()
	}
	return engine.Number(float64(k) / float64(n))
}

// Toward finds the rules that end in a mark: every set of items that is frequent among
// the marked transactions by the options, with its count among all. From the highest
// lift on, then by items.
func Toward(transactions [][]int32, marked []bool, o Options) []Rule {
	var with [][]int32
	for i, t := range transactions {
		if marked[i] {
			with = append(with, t)
		}
	}
	where := index(transactions)
	out := []Rule{}
	for _, s := range Mine(with, o) {
		out = append(out, Rule{If: s.Items, Count: s.Count, CountIf: where.count(s.Items), Marked: int64(len(with)), N: int64(len(transactions))})
	}
	sortRules(out)
	return out
}

// places are the transactions of each item, a bit each.
type places map[int32][]uint64

func index(transactions [][]int32) places {
	p := places{}
	words := (len(transactions) + 63) / 64
	for i, t := range transactions {
		for _, item := range t {
			if p[item] == nil {
				p[item] = make([]uint64, words)
			}
			p[item][i/64] |= 1 << (i % 64)
		}
	}
	return p
}

// count is the number of transactions with all items.
func (p places) count(items []int32) (n int64) {
	first := p[items[0]]
	for k, word := range first {
		for _, item := range items[1:] {
			word &= p[item][k]
		}
		n += int64(bits.OnesCount64(word))
	}
	return n
}

// sortRules puts the highest lift first.
func sortRules(list []Rule) {
	slices.SortFunc(list, func(a, b Rule) int {
		return cmp.Or(cmp.Compare(b.Count*a.CountIf, a.Count*b.CountIf), slices.Compare(a.If, b.If))
	})
}
