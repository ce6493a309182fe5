package widget

import (
	"slices"

	"fyne.io/fyne/v2"
)

// Grid stands equal cells in as many columns as fit, each row as high as its highest.
type Grid struct {
	Least float32 // least width of a cell
	Gap   float32
	width float32 // of the last layout
}

// NewGrid makes a container of equal cells.
func NewGrid(g Grid, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &g, Objects: objects}
}

func (g *Grid) columns(n int, width float32) int {
	return max(1, min(n, int((width+g.Gap)/(g.Least+g.Gap))))
}

// walk calls place for every visible cell and returns the height of all rows.
func (g *Grid) walk(objects []fyne.CanvasObject, width float32, place func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	objects = slices.DeleteFunc(slices.Clone(objects), func(o fyne.CanvasObject) bool { return !o.Visible() })
	n := g.columns(len(objects), width)
	each := (width - g.Gap*float32(n-1)) / float32(n)
	y := float32(0)
	for start := 0; start < len(objects); start += n {
		row := objects[start:min(start+n, len(objects))]
		h := float32(0)
		for _, o := range row {
			h = max(h, HeightOf(o, each))
		}
		for i, o := range row {
			if place != nil {
				place(o, float32(i)*(each+g.Gap), y, each, h)
			}
		}
		y += h + g.Gap
	}
	return max(0, y-g.Gap)
}

// Layout implements fyne.Layout.
func (g *Grid) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	g.width = size.Width
	g.walk(objects, size.Width, func(o fyne.CanvasObject, x, y, w, h float32) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(w, h))
	})
}

// MinSize implements fyne.Layout.
func (g *Grid) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(g.Least, g.heightFor(objects, max(g.Least, g.width)))
}

func (g *Grid) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return g.walk(objects, width, nil)
}
