package widget

import "fyne.io/fyne/v2"

// pair is a label and two texts beside one another, as high as the highest.
type pair struct{}

// NewPair puts two things beside one another, with what they are in front.
func NewPair(label, left, right fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &pair{}, Objects: []fyne.CanvasObject{label, left, right}}
}

// widths of a pair.
const (
	pairLabel = 110
	pairText  = 420
	pairGap   = 16
)

func (*pair) width(all float32) float32 { return min(pairText, (all-pairLabel-2*pairGap)/2) }

// MinSize implements fyne.Layout.
func (p *pair) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(360, p.heightFor(o, 360))
}

func (p *pair) heightFor(o []fyne.CanvasObject, width float32) float32 {
	w := p.width(width)
	return max(HeightOf(o[0], pairLabel), HeightOf(o[1], w), HeightOf(o[2], w))
}

// Layout implements fyne.Layout.
func (p *pair) Layout(o []fyne.CanvasObject, size fyne.Size) {
	w := p.width(size.Width)
	for i, at := range []struct{ x, w float32 }{{0, pairLabel}, {pairLabel + pairGap, w}, {pairLabel + 2*pairGap + w, w}} {
		o[i].Move(fyne.NewPos(at.x, 0))
		o[i].Resize(fyne.NewSize(at.w, size.Height))
	}
}
