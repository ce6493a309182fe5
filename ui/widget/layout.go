// Package widget is the furniture of the window: texts that wrap as Chinese and
// English do, tables, charts drawn beside the window's goroutine, the job bar, the
// problem panel. Widgets show what they are given and raise callbacks; they know
// no data and no words.
package widget

import (
	"fyne.io/fyne/v2"
)

// Tall is an object whose height depends on its width.
type Tall interface {
	HeightFor(width float32) float32
}

// tallLayout is a layout that knows its height for a width.
type tallLayout interface {
	heightFor(objects []fyne.CanvasObject, width float32) float32
}

// TallLayout is a layout of another package that knows its height for a width.
type TallLayout interface {
	HeightFor(objects []fyne.CanvasObject, width float32) float32
}

// HeightOf returns how high an object wants to be at a width.
func HeightOf(o fyne.CanvasObject, width float32) float32 {
	switch o := o.(type) {
	case Tall:
		return o.HeightFor(width)
	case *fyne.Container:
		if l, ok := o.Layout.(tallLayout); ok {
			return l.heightFor(o.Objects, width)
		}
		if l, ok := o.Layout.(TallLayout); ok {
			return l.HeightFor(o.Objects, width)
		}
	}
	return o.MinSize().Height
}

// Column stacks objects, each as wide as the column and as high as it wants.
type Column struct {
	Gap   float32
	width float32 // of the last layout
}

// NewColumn makes a container that stacks objects.
func NewColumn(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &Column{Gap: gap}, Objects: objects}
}

// Layout implements fyne.Layout.
func (c *Column) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	c.width = size.Width
	y := float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		h := HeightOf(o, size.Width)
		o.Move(fyne.NewPos(0, y))
		o.Resize(fyne.NewSize(size.Width, h))
		y += h + c.Gap
	}
}

// MinSize implements fyne.Layout.
func (c *Column) MinSize(objects []fyne.CanvasObject) fyne.Size {
	w := float32(0)
	for _, o := range objects {
		if o.Visible() {
			w = max(w, o.MinSize().Width)
		}
	}
	return fyne.NewSize(w, c.heightFor(objects, max(w, c.width)))
}

func (c *Column) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	h, n := float32(0), 0
	for _, o := range objects {
		if o.Visible() {
			h += HeightOf(o, width)
			n++
		}
	}
	if n > 1 {
		h += c.Gap * float32(n-1)
	}
	return h
}

// Pad leaves room around its objects.
type Pad struct {
	Top, Right, Bottom, Left float32
}

// NewPad makes a container with room around.
func NewPad(p Pad, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &p, Objects: objects}
}

// Layout implements fyne.Layout.
func (p *Pad) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	inner := fyne.NewSize(max(0, size.Width-p.Left-p.Right), max(0, size.Height-p.Top-p.Bottom))
	for _, o := range objects {
		o.Move(fyne.NewPos(p.Left, p.Top))
		o.Resize(inner)
	}
}

// MinSize implements fyne.Layout.
func (p *Pad) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var m fyne.Size
	for _, o := range objects {
		m = m.Max(o.MinSize())
	}
	return m.AddWidthHeight(p.Left+p.Right, p.Top+p.Bottom)
}

func (p *Pad) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	h := float32(0)
	for _, o := range objects {
		h = max(h, HeightOf(o, width-p.Left-p.Right))
	}
	return h + p.Top + p.Bottom
}

// Row puts objects side by side at their natural width; with Wrap they go on in the
// next line when the width is used up. The object named Grow takes what is left.
type Row struct {
	Gap  float32
	Wrap bool
	Grow int // index + 1; 0 for none
}

// NewRow makes a container of objects side by side.
func NewRow(r Row, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &r, Objects: objects}
}

// Layout implements fyne.Layout.
func (r *Row) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	r.place(objects, size.Width, func(o fyne.CanvasObject, x, y, w, line float32) {
		h := o.MinSize().Height
		if !r.Wrap {
			line = max(line, size.Height)
		}
		o.Move(fyne.NewPos(x, y+(line-h)/2))
		o.Resize(fyne.NewSize(w, h))
	})
}

// place walks over the lines of the row and returns their height.
func (r *Row) place(objects []fyne.CanvasObject, width float32, put func(o fyne.CanvasObject, x, y, w, line float32)) float32 {
	y := float32(0)
	for start := 0; start < len(objects); {
		end, used, line := start, float32(0), float32(0)
		for ; end < len(objects); end++ {
			if !objects[end].Visible() {
				continue
			}
			m := objects[end].MinSize()
			if r.Wrap && used > 0 && used+m.Width > width {
				break
			}
			used += m.Width + r.Gap
			line = max(line, m.Height)
		}
		x := float32(0)
		for i := start; i < end; i++ {
			if !objects[i].Visible() {
				continue
			}
			w := objects[i].MinSize().Width
			if r.Grow == i+1 {
				w = max(w, w+width-used+r.Gap)
			}
			if put != nil {
				put(objects[i], x, y, w, line)
			}
			x += w + r.Gap
		}
		y += line
		if end < len(objects) {
			y += r.Gap / 2
		}
		start = end
	}
	return y
}

// MinSize implements fyne.Layout.
func (r *Row) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var m fyne.Size
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		s := o.MinSize()
		m.Height = max(m.Height, s.Height)
		if r.Wrap {
			m.Width = max(m.Width, s.Width)
		} else {
			m.Width += s.Width + r.Gap
		}
	}
	return m
}

func (r *Row) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return r.place(objects, width, nil)
}

// Fixed gives its objects at least this size.
type Fixed struct {
	Width, Height float32
}

// NewFixed makes a container of at least that size.
func NewFixed(width, height float32, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &Fixed{width, height}, Objects: objects}
}

// Layout implements fyne.Layout.
func (f *Fixed) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(0, 0))
		o.Resize(size)
	}
}

// MinSize implements fyne.Layout.
func (f *Fixed) MinSize(objects []fyne.CanvasObject) fyne.Size {
	m := fyne.NewSize(f.Width, f.Height)
	for _, o := range objects {
		s := o.MinSize()
		if f.Width == 0 {
			m.Width = max(m.Width, s.Width)
		}
		if f.Height == 0 {
			m.Height = max(m.Height, s.Height)
		}
	}
	return m
}

// Cards stands side by side when there is room for all, else below each other.
type Cards struct{ gap float32 }

// NewCards makes a container of cards.
func NewCards(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &Cards{gap}, Objects: objects}
}

// widths of a card.
const (
	leastCard = 200
	mostCard  = 320
)

// columns returns how wide each card is and whether they stand side by side.
func (c *Cards) columns(n int, width float32) (each float32, beside bool) {
	if n < 1 {
		return width, false
	}
	each = min(mostCard, (width-c.gap*float32(n-1))/float32(n))
	if each < leastCard || width < leastCard*1.6 {
		return width, false
	}
	return each, true
}

// Layout implements fyne.Layout.
func (c *Cards) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	each, beside := c.columns(len(objects), size.Width)
	x, y := float32(0), float32(0)
	for _, o := range objects {
		o.Move(fyne.NewPos(x, y))
		if beside {
			o.Resize(fyne.NewSize(each, size.Height))
			x += each + c.gap
			continue
		}
		h := HeightOf(o, each)
		o.Resize(fyne.NewSize(each, h))
		y += h + c.gap
	}
}

// MinSize implements fyne.Layout.
func (c *Cards) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(leastCard, 40) }

func (c *Cards) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	each, beside := c.columns(len(objects), width)
	h := float32(0)
	for i, o := range objects {
		switch {
		case beside:
			h = max(h, HeightOf(o, each))
		case i > 0:
			h += c.gap + HeightOf(o, each)
		default:
			h += HeightOf(o, each)
		}
	}
	return h
}
