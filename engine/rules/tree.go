package rules

import (
	"cmp"
	"slices"
)

// node is an item on a path from the root; count are the transactions that pass it.
type node struct {
	rank   int32
	parent int32 // -1 is the root
	next   int32 // the node of the same item planted before, -1 for the first
	count  int64
}

// tree shares the common beginnings of transactions.
type tree struct {
	nodes []node
	last  []int32 // per item: its node planted last
}

// plant builds the tree. Sorted paths share their beginning with the one before, so no
// node has to be looked for.
func plant(paths []path, items int) *tree {
	slices.SortFunc(paths, func(a, b path) int { return slices.Compare(a.ranks, b.ranks) })
	t := &tree{last: make([]int32, items)}
	for i := range t.last {
		t.last[i] = -1
	}
	var former, trail []int32 // ranks of the path before, and its nodes
	for _, p := range paths {
		same := 0
		for same < len(former) && same < len(p.ranks) && former[same] == p.ranks[same] {
			t.nodes[trail[same]].count += p.count
			same++
		}
		trail = trail[:same]
		for _, r := range p.ranks[same:] {
			parent := int32(-1)
			if len(trail) > 0 {
				parent = trail[len(trail)-1]
			}
			at := int32(len(t.nodes))
			t.nodes = append(t.nodes, node{rank: r, parent: parent, next: t.last[r], count: p.count})
			t.last[r] = at
			trail = append(trail, at)
		}
		former = p.ranks
	}
	return t
}

// under are the items that are frequent together with item r and come before it, and the
// paths that lead to r written in their new ranks.
func (t *tree) under(r int32, items []counted, least int64) ([]counted, []path) {
	count := make([]int64, r)
	for at := t.last[r]; at >= 0; at = t.nodes[at].next {
		n := t.nodes[at].count
		for up := t.nodes[at].parent; up >= 0; up = t.nodes[up].parent {
			count[t.nodes[up].rank] += n
		}
	}
	kept, fresh := renumber(count, items, least)
	if len(kept) == 0 {
		return nil, nil
	}
	var out []path
	for at := t.last[r]; at >= 0; at = t.nodes[at].next {
		var ranks []int32
		for up := t.nodes[at].parent; up >= 0; up = t.nodes[up].parent {
			if f := fresh[t.nodes[up].rank]; f >= 0 {
				ranks = append(ranks, f)
			}
		}
		if len(ranks) > 0 {
			slices.Sort(ranks)
			out = append(out, path{ranks, t.nodes[at].count})
		}
	}
	return kept, out
}

// renumber keeps what is frequent, the most frequent first, and says which new rank an
// old one has; -1 is left out.
func renumber(count []int64, items []counted, least int64) ([]counted, []int32) {
	fresh := make([]int32, len(count))
	var order []int32
	for r, n := range count {
		fresh[r] = -1
		if n >= least {
			order = append(order, int32(r))
		}
	}
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(count[b], count[a]) })
	kept := make([]counted, len(order))
	for k, r := range order {
		kept[k], fresh[r] = counted{items[r].item, count[r]}, int32(k)
	}
	return kept, fresh
}
