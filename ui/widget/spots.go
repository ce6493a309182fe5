package widget

import (
	"math"

	"fyne.io/fyne/v2"

	"huiliu/app"
	"huiliu/app/screen"
)

// within is how far from a mark the pointer may be, in units.
const within = 14

// nearest returns the spot a pointer means, -1 for none: along x the one nearest in x,
// of those above each other the nearest in y; the same turned for rows.
func nearest(p *screen.Picture, at fyne.Position) int {
	if at.X < p.Area.Left-within || at.X > p.Area.Right+within || at.Y < p.Area.Top-within || at.Y > p.Area.Bottom+within {
		return -1
	}
	best, bestCost := -1, float32(math.Inf(1))
	for i := range p.Spots {
		b := &p.Spots[i].Box
		dx, dy := outside(at.X, b.Left, b.Right), outside(at.Y, b.Top, b.Bottom)
		cost := dx + dy
		switch p.Along {
		case app.AlongX:
			cost = dx*1000 + dy
		case app.AlongY:
			cost = dy*1000 + dx
		default:
			if cost > within {
				continue
			}
		}
		if cost < bestCost {
			best, bestCost = i, cost
		}
	}
	return best
}

// outside is how far a coordinate is from a stretch, 0 inside.
func outside(v, low, high float32) float32 { return max(low-v, v-high, 0) }

// step returns the spot the arrow keys lead to from another one: the next of the same
// series along a line, else the nearest in that direction.
func step(p *screen.Picture, from int, key fyne.KeyName) int {
	n := len(p.Spots)
	switch {
	case n == 0:
		return -1
	case from < 0 || from >= n || key == fyne.KeyHome:
		return 0
	case key == fyne.KeyEnd:
		return n - 1
	}
	x, y := middle(p.Spots[from].Box)
	best, bestCost := from, float32(math.Inf(1))
	for i := range p.Spots {
		u, v := middle(p.Spots[i].Box)
		ahead, aside := map[fyne.KeyName]float32{fyne.KeyLeft: x - u, fyne.KeyRight: u - x, fyne.KeyUp: y - v, fyne.KeyDown: v - y}[key], float32(0)
		if key == fyne.KeyLeft || key == fyne.KeyRight {
			aside = abs(v - y)
		} else {
			aside = abs(u - x)
		}
		if i == from || ahead < 0.5 {
			continue
		}
		cost := ahead + 3*aside
		if p.Along == app.AlongX && (key == fyne.KeyLeft || key == fyne.KeyRight) {
			if p.Spots[i].Series != p.Spots[from].Series {
				continue // stay on the line
			}
			cost = ahead
		}
		if cost < bestCost {
			best, bestCost = i, cost
		}
	}
	return best
}

func middle(b screen.Box) (x, y float32) { return (b.Left + b.Right) / 2, (b.Top + b.Bottom) / 2 }

func abs(v float32) float32 { return max(v, -v) }
