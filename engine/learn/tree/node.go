package tree

import (
	"encoding/json"
	"math"
)

// node is a split or a leaf. Its right child is at left+1.
type node struct {
	feature int32 // -1 for a leaf
	left    int32
	set     int32 // of the tree's sets for words; -1 for numbers
	// A bin b of a number goes left when b−low ≤ width, in bytes: low is 1 where
	// missing values go right (0−1 is 255) and 0 where they go left.
	low, width uint8
	rows       float64 // training rows that came through (weighted)
	value      float64 // what a row that ends here gets
}

// set are the bins that go left.
type set [4]uint64

func (s *set) has(b uint8) bool { return s[b>>6]>>(b&63)&1 == 1 }
func (s *set) add(b uint8)      { s[b>>6] |= 1 << (b & 63) }
func (s *set) drop(b uint8)     { s[b>>6] &^= 1 << (b & 63) }

// Tree is one decision tree over bins. The zero Tree is empty; the root is node 0.
type Tree struct {
	nodes []node
	sets  []set
}

// Leaves is the number of leaves.
func (t *Tree) Leaves() int { return (len(t.nodes) + 1) / 2 }

// goesLeft tells the side of a bin at a node.
func (t *Tree) goesLeft(n *node, b uint8) bool {
	if n.set >= 0 {
		return t.sets[n.set].has(b)
	}
	return b-n.low <= n.width
}

// leaf is the node a row ends in.
func (t *Tree) leaf(x *table, row int) *node {
	n := &t.nodes[0]
	for n.feature >= 0 {
		k := n.left
		if !t.goesLeft(n, x.bin(int(n.feature), row)) {
			k++
		}
		n = &t.nodes[k]
	}
	return n
}

// end is leaf for a row whose bins stand side by side.
func (t *Tree) end(bins []uint8) *node {
	n := &t.nodes[0]
	for n.feature >= 0 {
		b := bins[n.feature]
		var right int32
		if n.set < 0 { // no jump on the outcome: it cannot be foreseen
			right = int32(uint32(int32(n.width)-int32(b-n.low)) >> 31)
		} else if !t.sets[n.set].has(b) {
			right = 1
		}
		n = &t.nodes[n.left+right]
	}
	return n
}

// byRow puts the bins of rows from…to side by side, row after row.
func (t *table) byRow(from, to int, into []uint8) []uint8 {
	p := len(t.bins.Features)
	into = into[:(to-from)*p]
	for j := range p {
		bins, shift := t.groups[j>>2], 8*(uint(j)&3)
		for i, v := range bins[from:to] {
			into[i*p+j] = uint8(v >> (shift & 31))
		}
	}
	return into
}

// block is how many rows go through all trees together, so that their bins stay near.
const block = 256

// addTo adds the leaf values of rows from…to to the sums.
func (t *Tree) addTo(x *table, from, to int, sum []float64) {
	for i := from; i < to; i++ {
		sum[i] += t.leaf(x, i).value
	}
}

// treeJSON keeps a tree as columns, which are shorter than objects.
type treeJSON struct {
	Feature []int32   `json:"feature"` // -1 leaf
	Left    []int32   `json:"left"`    // right = left + 1
	Set     []int32   `json:"set"`
	Low     []int     `json:"low"`
	Width   []int     `json:"width"`
	Rows    []float64 `json:"rows"`
	Value   []float64 `json:"value"`
	Sets    []set     `json:"sets,omitempty"`
}

// MarshalJSON implements json.Marshaler.
func (t Tree) MarshalJSON() ([]byte, error) {
	j := treeJSON{Sets: t.sets}
	for _, n := range t.nodes {
		j.Feature, j.Left, j.Set = append(j.Feature, n.feature), append(j.Left, n.left), append(j.Set, n.set)
		j.Low, j.Width = append(j.Low, int(n.low)), append(j.Width, int(n.width))
		j.Rows, j.Value = append(j.Rows, n.rows), append(j.Value, n.value)
	}
	return json.Marshal(j)
}

// UnmarshalJSON implements json.Unmarshaler; a tree that does not hang together is
// an error.
func (t *Tree) UnmarshalJSON(b []byte) error {
	var j treeJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	n := len(j.Feature)
	for _, k := range []int{len(j.Left), len(j.Set), len(j.Low), len(j.Width), len(j.Rows), len(j.Value)} {
		if k != n || n == 0 {
			return errBroken
		}
	}
	t.nodes, t.sets = make([]node, n), j.Sets
	for i := range t.nodes {
		split := j.Feature[i] >= 0
		if split && (int(j.Left[i]) <= i || int(j.Left[i])+1 >= n || int(j.Set[i]) >= len(j.Sets)) || math.IsNaN(j.Value[i]) {
			return errBroken
		}
		t.nodes[i] = node{feature: j.Feature[i], left: j.Left[i], set: j.Set[i], low: uint8(j.Low[i]),
			width: uint8(j.Width[i]), rows: j.Rows[i], value: j.Value[i]}
	}
	return nil
}
