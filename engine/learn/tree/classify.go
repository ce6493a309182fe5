package tree

import (
	"cmp"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
)

// counts are rows above and events below, both in one word.
type counts uint64

func (c counts) rows() float64   { return float64(c >> 32) }
func (c counts) events() float64 { return float64(uint32(c)) }

// impurity measures how mixed a node is; the name of an Options.Criterion.
type impurity uint8

const (
	gini impurity = iota
	entropy
)

// purity of two sides, to be made large: for Gini Σ events²/rows, for entropy
// Σ events·log(events/rows) + others·log(others/rows).
func (i impurity) purity(left, right counts) float64 {
	if i == gini {
		return squares(left, right)
	}
	return nits(left) + nits(right)
}

func squares(left, right counts) float64 {
	a, b := left.events(), right.events()
	m, n := left.rows(), right.rows()
	return (a*a*n + b*b*m) / (m * n)
}

func (i impurity) of(c counts) float64 {
	if i == gini {
		return c.events() * c.events() / c.rows()
	}
	return nits(c)
}

// chance is the purity that a level of pure noise adds on average.
func (i impurity) chance(c counts) float64 {
	if i == gini {
		return c.events() / c.rows() * (1 - c.events()/c.rows())
	}
	return 0.5
}

func nits(c counts) float64 {
	n, e := c.rows(), c.events()
	return xlog(e, n) + xlog(n-e, n)
}

func xlog(k, n float64) float64 {
	if k == 0 {
		return 0
	}
	return k * math.Log(k/n)
}

// classShape bounds a tree of shares.
type classShape struct {
	impurity
	depth   int
	minLeaf int // least rows of a leaf
	minNode int // least rows of a node to split
	try     int // features tried at a node; all when it is their number
}

// classifier grows a tree of event shares on rows that count several times each.
// It belongs to one goroutine.
type classifier struct {
	classShape
	t           *table
	rng         *rand.Rand // nil when all features are tried
	order       []int      // of features
	rows        []int32    // in the tree, those of a node stand together
	weight      []counts   // in the order of rows
	spareRows   []int32
	spareWeight []counts
	hist        [256]counts
	tree        *Tree
	nodes       []node
}

func newClassifier(t *table, s classShape) *classifier {
	n := t.rows
	return &classifier{classShape: s, t: t, order: make([]int, len(t.bins.Features)), rows: make([]int32, n),
		weight: make([]counts, n), spareRows: make([]int32, n), spareWeight: make([]counts, n)}
}

// pending is a node whose split is still to be found.
type pending struct {
	node     int32
	from, to int
	depth    int
	all      counts
}

// grow learns a tree from rows of the given weights; rows of weight 0 are out.
func (c *classifier) grow(weight []counts) *Tree {
	c.rows, c.weight = c.rows[:0], c.weight[:0]
	var all counts
	for i, w := range weight {
		if w != 0 {
			c.rows, c.weight = append(c.rows, int32(i)), append(c.weight, w)
			all += w
		}
	}
	for j := range c.order {
		c.order[j] = j
	}
	c.tree = &Tree{nodes: append(c.nodes[:0], node{})}
	stack := []pending{{to: len(c.rows), all: all}}
	for len(stack) > 0 {
		p := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		c.tree.nodes[p.node] = node{feature: -1, set: -1, rows: p.all.rows(), value: p.all.events() / p.all.rows()}
		s := c.find(&p)
		if s.feature < 0 {
			continue
		}
		left, right := c.part(&p, &s)
		stack = append(stack, right, left)
	}
	c.nodes = c.tree.nodes // the room, for the next tree
	c.tree.nodes = slices.Clone(c.tree.nodes)
	return c.tree
}

// share is the best split of a node so far.
type share struct {
	feature    int
	purity     float64
	left       counts
	low, width uint8
	words      bool
	bins       set
}

// find tries a few features, drawn anew. One that is the same in the whole node counts
// as tried, as in ranger: trees then end earlier where little is left to tell.
func (c *classifier) find(p *pending) share {
	best := share{feature: -1, purity: c.of(p.all) + 1e-12*p.all.rows()}
	e := p.all.events()
	if p.depth >= c.depth || p.all.rows() < float64(max(c.minNode, 2*c.minLeaf)) || e == 0 || e == p.all.rows() {
		return best
	}
	for k := range c.try {
		if c.rng != nil {
			m := k + c.rng.IntN(len(c.order)-k)
			c.order[k], c.order[m] = c.order[m], c.order[k]
		}
		c.tryFeature(p, c.order[k], &best)
	}
	return best
}

// tryFeature improves best by a feature.
func (c *classifier) tryFeature(p *pending, j int, best *share) {
	seen := c.fill(p, j)
	bins := 0
	for m := seen; m != 0 && bins < 2; m &= m - 1 {
		at := 4 * bits.TrailingZeros64(m)
		for _, v := range c.hist[at : at+4] {
			if v != 0 {
				bins++
			}
		}
	}
	if bins > 1 {
		if c.t.bins.Features[j].Words {
			c.words(p, j, seen, best)
		} else {
			c.number(p, j, seen, best)
		}
	}
	for m := seen; m != 0; m &= m - 1 {
		at := 4 * bits.TrailingZeros64(m)
		clear(c.hist[at : at+4])
	}
}

// fill counts the node's rows per bin; the answer has a bit for each four bins with rows.
func (c *classifier) fill(p *pending, j int) (seen uint64) {
	bins, shift := c.t.groups[j>>2], 8*(uint(j)&3)
	hist, rows := &c.hist, c.rows[p.from:p.to]
	weight := c.weight[p.from:p.to][:len(rows)]
	for i, r := range rows {
		b := uint8(bins[r] >> (shift & 31))
		hist[b] += weight[i]
		seen |= 1 << (b >> 2)
	}
	return seen
}

// number tries all borders; missing rows go to either side.
func (c *classifier) number(p *pending, j int, seen uint64, best *share) {
	gaps := c.hist[missingBin]
	c.hist[missingBin] = 0
	c.borders(p, j, seen, share{low: 1}, best)
	if gaps != 0 {
		c.borders(p, j, seen, share{left: gaps}, best)
	} else if best.feature == j && 2*best.left.rows() >= p.all.rows() {
		best.low, best.width = 0, best.width+1
	}
}

// borders tries a border above each bin with rows; start says where gaps go.
func (c *classifier) borders(p *pending, j int, seen uint64, start share, best *share) {
	all, minLeaf, left, low := p.all, counts(c.minLeaf), start.left, start.low
	from := -1 // bin below the best border, until the next bin with rows is known
	for m := seen; m != 0; m &= m - 1 {
		at := 4 * bits.TrailingZeros64(m)
		for b := at; b < at+4; b++ {
			v := c.hist[b]
			if v == 0 {
				continue
			}
			if from >= 0 {
				best.width, from = uint8((from+b-1)/2)-low, -1
			}
			left += v
			right := all - left
			if right>>32 < minLeaf || right == 0 {
				return
			}
			if left>>32 < minLeaf {
				continue
			}
			q := 0.0
			if c.impurity == gini {
				q = squares(left, right)
			} else {
				q = c.purity(left, right)
			}
			if q > best.purity {
				*best = share{feature: j, purity: q, left: left, low: low, width: uint8(b) - low}
				from = b
			}
		}
	}
}

// words orders levels by their share of events and tries all borders in that order.
func (c *classifier) words(p *pending, j int, seen uint64, best *share) {
	type level struct {
		counts
		bin uint8
	}
	levels := make([]level, 0, 64)
	for m := seen; m != 0; m &= m - 1 {
		at := 4 * bits.TrailingZeros64(m)
		for b := at; b < at+4; b++ {
			if v := c.hist[b]; v != 0 {
				levels = append(levels, level{v, uint8(b)})
			}
		}
	}
	slices.SortFunc(levels, func(a, b level) int {
		return cmp.Or(cmp.Compare(a.events()*b.rows(), b.events()*a.rows()), cmp.Compare(a.bin, b.bin))
	})
	var left counts
	k := 0
	pay := chanceGain(len(levels)) * c.chance(p.all)
	for i, l := range levels[:len(levels)-1] {
		left += l.counts
		if left.rows() < float64(c.minLeaf) || (p.all-left).rows() < float64(c.minLeaf) {
			continue
		}
		if q := c.purity(left, p.all-left) - pay; q > best.purity {
			*best = share{feature: j, purity: q, left: left, words: true}
			k = i + 1
		}
	}
	if k == 0 {
		return
	}
	if 2*best.left.rows() < p.all.rows() {
		for _, l := range levels[:k] {
			best.bins.add(l.bin)
		}
		return
	}
	best.bins = set{^uint64(0), ^uint64(0), ^uint64(0), ^uint64(0)} // unseen levels go with most
	for _, l := range levels[k:] {
		best.bins.drop(l.bin)
	}
}

// part writes the split into the tree and moves the left rows to the front.
func (c *classifier) part(p *pending, s *share) (left, right pending) {
	at := int32(len(c.tree.nodes))
	n := &c.tree.nodes[p.node]
	n.feature, n.left, n.low, n.width = int32(s.feature), at, s.low, s.width
	if s.words {
		n.set = int32(len(c.tree.sets))
		c.tree.sets = append(c.tree.sets, s.bins)
	}
	bins, shift := c.t.groups[n.feature>>2], 8*(uint(n.feature)&3)
	rows, weight := c.rows[p.from:p.to], c.weight[p.from:p.to]
	a, b := 0, 0
	for i, r := range rows {
		w := weight[i]
		rows[a], weight[a] = r, w
		c.spareRows[b], c.spareWeight[b] = r, w
		if c.tree.goesLeft(n, uint8(bins[r]>>(shift&31))) {
			a++
		} else {
			b++
		}
	}
	copy(rows[a:], c.spareRows[:b])
	copy(weight[a:], c.spareWeight[:b])
	left = pending{node: at, from: p.from, to: p.from + a, depth: p.depth + 1, all: s.left}
	right = pending{node: at + 1, from: p.from + a, to: p.to, depth: p.depth + 1, all: p.all - s.left}
	c.tree.nodes = append(c.tree.nodes, node{}, node{})
	return left, right
}
