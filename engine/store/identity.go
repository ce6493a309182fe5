package store

import (
	"cmp"
	"context"
	"maps"
	"slices"
)

// Unite puts together what the edges connect and names every member of a group by
// its head: the smallest kept member (first of an edge) that no edge absorbs, or,
// in a ring, the smallest member. The heads themselves are not in the result,
// which does not depend on the order of the edges.
func Unite[K cmp.Ordered](edges [][2]K) map[K]K {
	g, absorbed := groups[K]{}, map[K]bool{}
	for _, e := range edges {
		if e[0] != e[1] {
			absorbed[e[1]] = true
			g.join(e[0], e[1])
		}
	}
	head := map[K]K{}
	for _, k := range slices.Sorted(maps.Keys(g)) {
		root := g.find(k)
		if h, ok := head[root]; !ok || absorbed[h] && !absorbed[k] {
			head[root] = k
		}
	}
	out := map[K]K{}
	for k := range g {
		if h := head[g.find(k)]; h != k {
			out[k] = h
		}
	}
	return out
}

// groups are disjoint sets: every member leads to another one of its set, the last to itself.
type groups[K comparable] map[K]K

// join puts the sets of two members together.
func (g groups[K]) join(a, b K) {
	for _, k := range [...]K{a, b} {
		if _, ok := g[k]; !ok {
			g[k] = k
		}
	}
	if a, b = g.find(a), g.find(b); a != b {
		g[b] = a
	}
}

// find returns the member that stands for the set of k, and shortens the way to it.
func (g groups[K]) find(k K) K {
	for g[k] != k {
		g[k] = g[g[k]]
		k = g[k]
	}
	return k
}

// rebuildIdentity recomputes which id stands for which from the merges in force.
func (tx *Tx) rebuildIdentity(ctx context.Context) error {
	if err := tx.Exec(ctx, "DELETE FROM identity_map", nil); err != nil {
		return err
	}
	edges, err := All(ctx, tx, mustText("merges.sql"), nil, func(scan Scan, e *[2]string) error { return scan(&e[0], &e[1]) })
	if err != nil || len(edges) == 0 {
		return err
	}
	kept := Unite(edges)
	return tx.Append(ctx, "identity_map", func(a *Appender) error {
		for _, id := range slices.Sorted(maps.Keys(kept)) {
			if err := a.Row(id, kept[id]); err != nil {
				return err
			}
		}
		return nil
	})
}
