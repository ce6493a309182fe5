package page

import (
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"huiliu/app/screen"
	"huiliu/ui/theme"
	"huiliu/ui/widget"
)

// items is a list to choose from; in a narrow window the folded one stands for it.
type items struct {
	list   *widget.Pick
	scroll *container.Scroll
	folded *widget.Choose
	shown  []screen.TableItem
}

func newItems(choose func(position int)) *items {
	l := &items{list: widget.NewPick(choose)}
	l.scroll = container.NewVScroll(l.list)
	l.list.OnShow = func(top, bottom float32) { reveal(l.scroll, top, bottom) }
	l.folded = widget.NewChoose(func(key string) {
		if i, err := strconv.Atoi(key); err == nil {
			choose(i)
		}
	})
	return l
}

// beside puts the list beside what it says of the chosen one.
func (l *items) beside(detail fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &sideLayout{}, Objects: []fyne.CanvasObject{l.scroll, detail, l.folded}}
}

func (l *items) apply(list []screen.TableItem, chosen int) {
	if !slices.Equal(l.shown, list) {
		l.shown = list
		objects := make([]fyne.CanvasObject, len(list))
		for i, t := range list {
			objects[i] = tableItem(t)
		}
		l.list.SetItems(objects, chosen)
	}
	folded := make([]widget.Option, len(list))
	for i, t := range list {
		folded[i] = widget.Option{Key: strconv.Itoa(i), Text: oneLineName(t)}
	}
	l.folded.Set(folded, strconv.Itoa(chosen))
	l.list.SetChosen(chosen)
}

// show has the list or what stands for it; what is hidden takes no focus.
func (l *items) show(wide bool) {
	show(l.scroll, wide)
	show(l.folded, !wide)
}

// focus is what takes the keys.
func (l *items) focus() fyne.Focusable {
	if l.scroll.Visible() {
		return l.list
	}
	return l.folded
}

// sideLayout puts a list beside its detail; a narrow window folds the list above it.
type sideLayout struct{}

func (sideLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(500, 160) }
func (sideLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	list, detail, folded := o[0], o[1], o[2]
	wide := size.Width >= narrow-2*margin
	show(list, wide)
	show(folded, !wide)
	if wide {
		put(list, -theme.Grid, 0, listWidth, size.Height)
		put(detail, listWidth+gap, 0, size.Width-listWidth-gap, size.Height)
		return
	}
	h := folded.MinSize().Height
	put(folded, 0, 0, size.Width, h)
	put(detail, 0, h+theme.Grid, size.Width, size.Height-h-theme.Grid)
}
