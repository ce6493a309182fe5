package tree

// Gradients in fixed point: a row's gradient p−y and curvature p(1−p) are integers
// packed into one word, gradient above, curvature below, so that a bin takes both
// with one addition and sums do not depend on the order of rows.
const (
	gradOne = 1 << 18 // gradient 1
	hessOne = 1 << 21 // curvature 1; a row has at most a quarter
	// flush is how many rows a packed word holds without overflow.
	flush = 1<<13 - 1
)

// packGradient rounds both parts; curvature is at least 1, so that a bin with a row is
// never empty.
func packGradient(p, y float64) int64 {
	g := (p - y) * gradOne
	if g < 0 {
		g -= 0.5
	} else {
		g += 0.5
	}
	h := max(int64(p*(1-p)*hessOne+0.5), 1)
	return int64(g)<<32 + h
}

// sums are gradient and curvature of the rows in a bin or a node.
type sums struct{ g, h int64 }

func unpack(v int64) sums { return sums{v >> 32, v & (1<<32 - 1)} }

func (s sums) plus(o sums) sums  { return sums{s.g + o.g, s.h + o.h} }
func (s sums) minus(o sums) sums { return sums{s.g - o.g, s.h - o.h} }

// packed are histograms of four columns whose bins share a word.
type packed [4][256]int64

// addRows adds rows of a node; gradients stand in the order of rows.
func (p *packed) addRows(bins []uint32, rows []int32, gradients []int64) {
	gradients = gradients[:len(rows)]
	for i, r := range rows {
		v, x := bins[r], gradients[i]
		p[0][uint8(v)] += x
		p[1][uint8(v>>8)] += x
		p[2][uint8(v>>16)] += x
		p[3][uint8(v>>24)] += x
	}
}

// addAll adds all rows.
func (p *packed) addAll(bins []uint32, gradients []int64) {
	gradients = gradients[:len(bins)]
	for i, v := range bins {
		x := gradients[i]
		p[0][uint8(v)] += x
		p[1][uint8(v>>8)] += x
		p[2][uint8(v>>16)] += x
		p[3][uint8(v>>24)] += x
	}
}

// layout says where the bins of each feature lie in a node's histogram.
type layout struct {
	at    []int // of each feature, and the end
	group []int // of each group of four features, and the end
}

func newLayout(b *Bins) *layout {
	l := &layout{}
	end := 0
	for j := range b.Features {
		if j%4 == 0 {
			l.group = append(l.group, end)
		}
		l.at = append(l.at, end)
		end += b.Features[j].Size()
	}
	l.at, l.group = append(l.at, end), append(l.group, end)
	return l
}

func (l *layout) size() int { return l.at[len(l.at)-1] }

// of are the bins of feature j.
func (l *layout) of(h []sums, j int) []sums { return h[l.at[j]:l.at[j+1]] }

// histogram fills the bins of a group of features from rows of a node; rows nil means
// all rows.
func (l *layout) histogram(h []sums, t *table, group int, rows []int32, gradients []int64) {
	clear(h[l.group[group]:l.group[group+1]])
	bins := t.groups[group]
	n := len(gradients)
	for from := 0; from < n; from += flush {
		var p packed
		to := min(from+flush, n)
		if rows == nil {
			p.addAll(bins[from:to], gradients[from:to])
		} else {
			p.addRows(bins, rows[from:to], gradients[from:to])
		}
		for k := range min(4, len(t.bins.Features)-4*group) {
			to := l.of(h, 4*group+k)
			for b := range to {
				s := unpack(p[k][b&255])
				to[b].g += s.g
				to[b].h += s.h
			}
		}
	}
}

// subtract turns a parent's bins into those of the child that was not counted.
func (l *layout) subtract(parent, child []sums, group int) {
	p := parent[l.group[group]:l.group[group+1]]
	c := child[l.group[group]:l.group[group+1]][:len(p)]
	for b := range p {
		p[b].g -= c[b].g
		p[b].h -= c[b].h
	}
}
