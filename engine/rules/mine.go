package rules

import (
	"cmp"
	"math"
	"slices"
)

// Set is a frequent set of items, ascending, and how many transactions hold all of them.
type Set struct {
	Items []int32
	Count int64
}

// Options of a search; the zero value finds every set of what occurs at all.
type Options struct {
	MinCount int64 // transactions a set must be in; at least 1
	MaxItems int   // largest set looked for; 0 = any
}

// MinCount is the smallest number of n transactions that is at least the share support.
func MinCount(support float64, n int) int64 {
	exact := support * float64(n)
	if r := math.Round(exact); math.Abs(exact-r) < 1e-9*math.Max(1, r) {
		exact = r // 0.1 · 30 is a little more than 3 as a product of floats
	}
	return max(1, int64(math.Ceil(exact)))
}

// Mine finds the frequent sets, ordered by size and then by items. An item counts once
// in a transaction however often it is listed.
func Mine(transactions [][]int32, o Options) []Set {
	o.MinCount = max(1, o.MinCount)
	m := miner{options: o}
	items, paths := rank(transactions, o.MinCount)
	m.grow(items, paths, nil)
	slices.SortFunc(m.sets, func(a, b Set) int {
		return cmp.Or(cmp.Compare(len(a.Items), len(b.Items)), slices.Compare(a.Items, b.Items))
	})
	return m.sets
}

// path is a transaction, or several that are alike, as ascending ranks of items: 0 is the
// most frequent.
type path struct {
	ranks []int32
	count int64
}

// counted is an item with its transactions.
type counted struct {
	item  int32
	count int64
}

// rank counts the items, keeps the frequent ones and writes transactions in their ranks.
func rank(transactions [][]int32, least int64) ([]counted, []path) {
	count, last := map[int32]int64{}, map[int32]int{}
	for i, t := range transactions {
		for _, item := range t {
			if seen, ok := last[item]; !ok || seen != i {
				last[item] = i
				count[item]++
			}
		}
	}
	items := frequent(count, least)
	at := make(map[int32]int32, len(items))
	for r, c := range items {
		at[c.item] = int32(r)
	}
	paths := make([]path, 0, len(transactions))
	for _, t := range transactions {
		var ranks []int32
		for _, item := range t {
			if r, ok := at[item]; ok {
				ranks = append(ranks, r)
			}
		}
		slices.Sort(ranks)
		if ranks = slices.Compact(ranks); len(ranks) > 0 {
			paths = append(paths, path{ranks, 1})
		}
	}
	return items, paths
}

// frequent orders items from the most frequent on.
func frequent(count map[int32]int64, least int64) []counted {
	var out []counted
	for item, n := range count {
		if n >= least {
			out = append(out, counted{item, n})
		}
	}
	slices.SortFunc(out, func(a, b counted) int {
		return cmp.Or(cmp.Compare(b.count, a.count), cmp.Compare(a.item, b.item))
	})
	return out
}

// miner collects what it finds.
type miner struct {
	options Options
	sets    []Set
}

// grow adds every frequent set that holds all of tail: each item alone, and with it
// whatever is frequent among the transactions that hold it.
func (m *miner) grow(items []counted, paths []path, tail []int32) {
	t := plant(paths, len(items))
	deeper := m.options.MaxItems == 0 || len(tail)+2 <= m.options.MaxItems
	for r := len(items) - 1; r >= 0; r-- {
		set := append(slices.Clone(tail), items[r].item)
		m.add(set, items[r].count)
		if !deeper || r == 0 {
			continue
		}
		kept, under := t.under(int32(r), items, m.options.MinCount)
		if len(kept) > 0 {
			m.grow(kept, under, set)
		}
	}
}

func (m *miner) add(set []int32, count int64) {
	sorted := slices.Clone(set)
	slices.Sort(sorted)
	m.sets = append(m.sets, Set{sorted, count})
}
