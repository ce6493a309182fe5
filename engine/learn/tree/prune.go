package tree

import (
	"context"
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/learn"
	"huiliu/engine/stat"
)

// collapse gives each node the cost per leaf (Σ squared error) from which on the
// pruned tree ends there: weakest links first (Breiman and others 1984, chapter 3).
// Leaves have 0; a split that only goes with one above it has +Inf.
func (t *Tree) collapse() []float64 {
	at, ended := make([]float64, len(t.nodes)), make([]bool, len(t.nodes))
	for i := range t.nodes {
		ended[i] = t.nodes[i].feature < 0
		if !ended[i] {
			at[i] = math.Inf(1)
		}
	}
	cost := 0.0
	for !ended[0] {
		link := t.links(ended)
		weakest := slices.Min(link)
		cost = max(cost, weakest) // rounding must not turn the order round
		for i, l := range link {
			if l <= weakest*(1+1e-12) {
				ended[i], at[i] = true, cost
			}
		}
	}
	return at
}

// links are what each split that is left saves per leaf, +Inf where there is none.
func (t *Tree) links(ended []bool) []float64 {
	link := make([]float64, len(t.nodes))
	loss := make([]float64, len(t.nodes)) // of the subtree as it is
	leaves := make([]int, len(t.nodes))
	reach := t.reachable(ended)
	for i := len(t.nodes) - 1; i >= 0; i-- { // children come after their parent
		n := &t.nodes[i]
		own := n.rows * n.value * (1 - n.value)
		link[i], loss[i], leaves[i] = math.Inf(1), own, 1
		if ended[i] {
			continue
		}
		loss[i], leaves[i] = loss[n.left]+loss[n.left+1], leaves[n.left]+leaves[n.left+1]
		if reach[i] {
			link[i] = max(0, own-loss[i]) / float64(leaves[i]-1)
		}
	}
	return link
}

// reachable are the nodes not below an ended one.
func (t *Tree) reachable(ended []bool) []bool {
	reach := make([]bool, len(t.nodes))
	reach[0] = true
	for i := range t.nodes {
		if n := &t.nodes[i]; n.feature >= 0 && reach[i] && !ended[i] {
			reach[n.left], reach[n.left+1] = true, true
		}
	}
	return reach
}

// prune is a copy without the splits that a leaf's cost makes not worth it.
func (t *Tree) prune(cost float64) Tree {
	at := t.collapse()
	out := Tree{nodes: []node{t.nodes[0]}}
	from := []int{0} // node of t for each node of out
	for i := 0; i < len(out.nodes); i++ {
		n := &out.nodes[i]
		if n.feature < 0 || at[from[i]] <= cost && cost > 0 {
			n.feature, n.set, n.left = -1, -1, 0
			continue
		}
		if n.set >= 0 {
			out.sets = append(out.sets, t.sets[n.set])
			n.set = int32(len(out.sets) - 1)
		}
		k := n.left
		n.left = int32(len(out.nodes))
		out.nodes = append(out.nodes, t.nodes[k], t.nodes[k+1])
		from = append(from, int(k), int(k)+1)
	}
	return out
}

// maxPrunings bounds the candidates of the cross-validation.
const maxPrunings = 40

// candidates are costs per row between the full tree's links: each stands for one
// pruned tree (geometric means, as in Breiman and others 1984).
func candidates(full *Tree, rows float64) []float64 {
	links := full.collapse()
	slices.Sort(links)
	links = slices.DeleteFunc(slices.Compact(links), func(l float64) bool { return l <= 0 || math.IsInf(l, 1) })
	for len(links) > maxPrunings { // every other one of the smaller half
		half := len(links) / 2
		kept := links[:0]
		for i, l := range links {
			if i >= half || i%2 == 0 {
				kept = append(kept, l)
			}
		}
		links = kept
	}
	out := []float64{0}
	for i, l := range links {
		next := 4 * l // beyond the last link only the root is left
		if i+1 < len(links) {
			next = links[i+1]
		}
		out = append(out, math.Sqrt(l*next)/rows)
	}
	return out
}

// validate judges the candidates by cross-validation.
func (o Decision) validate(ctx context.Context, d *data, full *Tree, seed uint64, progress engine.Progress) ([]Pruning, error) {
	costs := candidates(full, float64(d.rows))
	loss := make([][]float64, len(costs)) // of each row
	for k := range loss {
		loss[k] = make([]float64, d.rows)
	}
	yes := make([]bool, d.rows)
	for i, v := range d.y {
		yes[i] = v == 1
	}
	fold := learn.StratifiedFolds(yes, o.Folds, seed)
	err := learn.Parallel(ctx, o.Folds, func(f, _ int) {
		n := 0
		part := o.growOn(d, func(i int) bool {
			if fold[i] != f {
				n++
			}
			return fold[i] != f
		})
		if n > 0 {
			part.judge(d, costs, float64(n), func(i int) bool { return fold[i] == f }, loss)
		}
		progress.Add(1)
	})
	if err != nil {
		return nil, err
	}
	out := make([]Pruning, len(costs))
	for k, c := range costs {
		pruned := full.prune(c * float64(d.rows))
		out[k] = Pruning{Complexity: c, Leaves: pruned.Leaves(), Brier: engine.Number(stat.Mean(loss[k])),
			SE: engine.Number(math.Sqrt(stat.Variance(loss[k]) / float64(d.rows)))}
	}
	return out, nil
}

// judge fills the squared error of each held-out row for each cost: the answer of a
// pruned tree is the first node on the row's path that ends there.
func (t *Tree) judge(d *data, costs []float64, rows float64, held func(int) bool, loss [][]float64) {
	at := t.collapse()
	for i := range d.rows {
		if !held(i) {
			continue
		}
		for k, c := range costs {
			at0 := 0
			n := &t.nodes[0]
			for n.feature >= 0 && (c == 0 || at[at0] > c*rows) {
				at0 = int(n.left)
				if !t.goesLeft(n, d.bin(int(n.feature), i)) {
					at0++
				}
				n = &t.nodes[at0]
			}
			loss[k][i] = (n.value - d.y[i]) * (n.value - d.y[i])
		}
	}
}

// oneSE is the largest cost within one standard error of the least.
func oneSE(list []Pruning) float64 {
	best := 0
	for k, p := range list {
		if p.Brier < list[best].Brier {
			best = k
		}
	}
	cost := list[best].Complexity
	for _, p := range list {
		if p.Brier <= list[best].Brier+list[best].SE {
			cost = math.Max(cost, p.Complexity)
		}
	}
	return cost
}
