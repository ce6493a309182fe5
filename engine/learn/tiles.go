package learn

import (
	"context"

	"gonum.org/v1/gonum/floats"
)

const (
	// tile is how many rows lie together, column after column, so that sums over them
	// stay in the nearest cache and run on vectors.
	tile = 512
	// tilesPerPart is how many tiles one task sums; fixed, so that the order of sums
	// does not depend on the cores.
	tilesPerPart = 8
)

// column is column k of the tile that begins at row from.
func (d *Design) column(from, k int) []float64 {
	if d.tiles == nil {
		d.layTiles()
	}
	rows := min(tile, d.N-from)
	at := from*d.P + k*rows
	return d.tiles[at : at+rows]
}

func (d *Design) layTiles() {
	d.tiles = make([]float64, len(d.X))
	for from := 0; from < d.N; from += tile {
		rows := min(tile, d.N-from)
		block := d.tiles[from*d.P : (from+rows)*d.P]
		for i := range rows {
			for k, v := range d.Row(from + i) {
				block[k*rows+i] = v
			}
		}
	}
}

// part is the sum over some tiles.
type part struct {
	h, grad          []float64
	weight, residual []float64
	weighted         []float64
}

// Information returns Σ weight·(1,x)(1,x)ᵀ over the rows, upper triangle row after row,
// and Σ residual·(1,x). at must not depend on who asks or when.
func (d *Design) Information(ctx context.Context, at func(i int) (weight, residual float64)) (h, grad []float64, err error) {
	k := d.P + 1
	const step = tile * tilesPerPart
	parts := make([]part, (d.N+step-1)/step)
	if d.tiles == nil {
		d.layTiles()
	}
	err = Parallel(ctx, len(parts), func(t, _ int) {
		p := part{h: make([]float64, k*k), grad: make([]float64, k), weight: make([]float64, tile),
			residual: make([]float64, tile), weighted: make([]float64, tile)}
		for from := t * step; from < min((t+1)*step, d.N); from += tile {
			p.add(d, from, at)
		}
		parts[t] = p
	})
	if err != nil {
		return nil, nil, err
	}
	h, grad = make([]float64, k*k), make([]float64, k)
	for _, p := range parts {
		floats.Add(h, p.h)
		floats.Add(grad, p.grad)
	}
	return h, grad, nil
}

// add sums one tile.
func (p *part) add(d *Design, from int, at func(i int) (weight, residual float64)) {
	k, rows := d.P+1, min(tile, d.N-from)
	weight, residual, weighted := p.weight[:rows], p.residual[:rows], p.weighted[:rows]
	for i := range rows {
		weight[i], residual[i] = at(from + i)
	}
	p.h[0] += floats.Sum(weight)
	p.grad[0] += floats.Sum(residual)
	for a := range d.P {
		xa := d.column(from, a)
		p.grad[a+1] += floats.Dot(residual, xa)
		floats.MulTo(weighted, weight, xa)
		p.h[a+1] += floats.Sum(weighted)
		row := p.h[(a+1)*k:]
		for b := a; b < d.P; b++ {
			row[b+1] += floats.Dot(weighted, d.column(from, b))
		}
	}
}
