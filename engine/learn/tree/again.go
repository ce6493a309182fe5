package tree

import (
	"context"
	"slices"

	"huiliu/engine/learn"
)

// memory is where rows ended in all trees, and which features were asked on the way: a
// row whose way asks nothing that changed ends where it ended before.
type memory struct {
	trees []Tree
	base  float64
	table *table
	wide  []uint8   // its bins, row after row
	words int       // of 64 features
	seen  []uint64  // by row, tree and word
	value []float64 // by row and tree
}

// mostMemory is how many ways are kept at most; beyond, remembering costs more memory
// than it saves time.
const mostMemory = 4_000_000

// remember walks all rows through all trees; nil when that is too much to keep, or
// when the frame does not fit.
func remember(b *Bins, trees []Tree, base float64, x *learn.Frame) *memory {
	if x == nil || x.Rows*len(trees) > mostMemory {
		return nil
	}
	t, err := b.cut(context.Background(), x)
	if t == nil || err != nil {
		return nil
	}
	m := &memory{trees: trees, base: base, table: t, words: (len(b.Features) + 63) / 64}
	m.wide = t.byRow(0, x.Rows, make([]uint8, x.Rows*len(b.Features)))
	m.seen, m.value = make([]uint64, x.Rows*len(trees)*m.words), make([]float64, x.Rows*len(trees))
	_ = overRows(context.Background(), x.Rows, func(from, to int) {
		for i := from; i < to; i++ {
			for k := range trees {
				m.walk(&trees[k], i, i*len(trees)+k)
			}
		}
	})
	return m
}

// bins are those of a row.
func (m *memory) bins(row int) []uint8 {
	p := len(m.table.bins.Features)
	return m.wide[row*p : (row+1)*p]
}

// walk notes the way of a row through a tree.
func (m *memory) walk(t *Tree, row, at int) {
	seen := m.seen[at*m.words : (at+1)*m.words]
	n := &t.nodes[0]
	for n.feature >= 0 {
		seen[n.feature>>6] |= 1 << (n.feature & 63)
		k := n.left
		if !t.goesLeft(n, m.bins(row)[n.feature]) {
			k++
		}
		n = &t.nodes[k]
	}
	m.value[at] = n.value
}

// sum is sumTrees for the same rows with changed columns, to the last bit.
func (m *memory) sum(x *learn.Frame, changed []string) []float64 {
	mask := make([]uint64, m.words)
	var moved []int // features
	for j := range m.table.bins.Features {
		if slices.Contains(changed, m.table.bins.Features[j].Name) {
			mask[j>>6] |= 1 << (j & 63)
			moved = append(moved, j)
		}
	}
	now := &table{bins: m.table.bins, rows: m.table.rows, groups: slices.Clone(m.table.groups)}
	for _, j := range moved {
		now.groups[j>>2] = now.bins.group(x, j>>2)
	}
	out := make([]float64, now.rows)
	_ = overRows(context.Background(), now.rows, func(from, to int) {
		bins := make([]uint8, len(now.bins.Features))
		for i := from; i < to; i++ {
			copy(bins, m.bins(i))
			for _, j := range moved {
				bins[j] = now.bin(j, i)
			}
			out[i] = m.row(bins, mask, i)
		}
	})
	return out
}

// row is the sum of one row.
func (m *memory) row(bins []uint8, mask []uint64, i int) float64 {
	sum := m.base
	at := i * len(m.trees)
	for k := range m.trees {
		v := m.value[at+k]
		for w, bits := range mask {
			if m.seen[(at+k)*m.words+w]&bits != 0 {
				v = m.trees[k].end(bins).value
				break
			}
		}
		sum += v
	}
	return sum
}

// Remember implements learn.Rememberer.
func (m *Grove) Remember(x *learn.Frame) learn.Again {
	kept := remember(m.Bins, m.Trees, 0, x)
	if kept == nil {
		return nil
	}
	return func(x *learn.Frame, changed []string) []float64 {
		p := kept.sum(x, changed)
		for i := range p {
			p[i] /= float64(len(m.Trees))
		}
		return p
	}
}

// Remember implements learn.Rememberer.
func (m *Boosted) Remember(x *learn.Frame) learn.Again {
	kept := remember(m.Bins, m.Trees, m.Base, x)
	if kept == nil {
		return nil
	}
	return func(x *learn.Frame, changed []string) []float64 {
		p := kept.sum(x, changed)
		for i, s := range p {
			p[i] = sigmoid(s)
		}
		return p
	}
}
