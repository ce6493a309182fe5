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
	parent, absorbed := map[K]K{}, map[K]bool{}
	find := func(k K) K {
		for {
			p, ok := parent[k]
			if !ok || p == k {
				return k
			}
			if up, ok := parent[p]; ok {
				parent[k] = up
			}
			k = p
		}
	}
	for _, e := range edges {
		if e[0] == e[1] {
			continue
		}
		for _, k := range e {
			if _, ok := parent[k]; !ok {
				parent[k] = k
			}
		}
		absorbed[e[1]] = true
		if a, b := find(e[0]), find(e[1]); a != b {
			parent[b] = a
		}
	}
	head := map[K]K{}
	for _, k := range slices.Sorted(maps.Keys(parent)) {
		root := find(k)
		if h, ok := head[root]; !ok || absorbed[h] && !absorbed[k] {
			head[root] = k
		}
	}
	out := map[K]K{}
	for k := range parent {
		if h := head[find(k)]; h != k {
			out[k] = h
		}
	}
	return out
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
