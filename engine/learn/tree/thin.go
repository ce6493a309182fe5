package tree

import "slices"

// Work estimates the steps of Explain for one row: TreeSHAP walks to every leaf and
// does work of the square of its depth there.
func (m *Grove) Work() int64 {
	var sum int64
	for k := range m.Trees {
		sum += m.Trees[k].work(0, 1)
	}
	return sum
}

func (t *Tree) work(at int32, depth int64) int64 {
	n := &t.nodes[at]
	if n.feature < 0 {
		return depth * depth
	}
	return t.work(n.left, depth+1) + t.work(n.left+1, depth+1)
}

// Thin is the forest of so many of its trees, evenly spaced: every tree is grown alike,
// so the few say nearly what all say. The forest itself when it has no more.
func (m *Grove) Thin(trees int) *Grove {
	if trees >= len(m.Trees) {
		return m
	}
	few := *m
	few.Trees = nil
	for k := range max(trees, 1) {
		few.Trees = append(few.Trees, m.Trees[k*len(m.Trees)/max(trees, 1)])
	}
	few.Trees = slices.Clip(few.Trees)
	return &few
}
