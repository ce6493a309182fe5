package page

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"

	"huiliu/ui/theme"
	"huiliu/ui/widget"
)

// banner says that everything answers as of a past day, and leads back.
type banner struct {
	object *fyne.Container
	text   *widget.Text
	reveal *widget.Button
}

func newBanner(h *Host) *banner {
	b := &banner{text: widget.NewHeading("")}
	b.reveal = widget.NewButton(h.say("ui.replay.reveal"), h.Desk.Reveal)
	today := widget.NewButton(h.say("ui.replay.back"), h.Desk.Today)
	row := &fyne.Container{Layout: &bannerLayout{}, Objects: []fyne.CanvasObject{b.text, widget.NewRow(widget.Row{Gap: theme.Grid}, b.reveal, today)}}
	b.object = container.NewStack(canvas.NewRectangle(fynetheme.Color(theme.Caution)), row)
	b.object.Layout = &stacked{}
	b.object.Hide()
	return b
}

func (b *banner) set(text string, revealed bool) {
	if text == "" {
		b.object.Hide()
		return
	}
	b.text.SetText(text)
	b.reveal.Hidden = revealed
	b.object.Show()
}

// bannerLayout is a sentence left and buttons right, below it where there is no room.
type bannerLayout struct{}

// bannerText is the least width of the sentence beside the buttons.
const bannerText = 360

func (bannerLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(o[1].MinSize().Width+2*margin, 44)
}

func (bannerLayout) HeightFor(o []fyne.CanvasObject, width float32) float32 {
	tools := o[1].MinSize()
	if text := width - 2*margin - tools.Width - gap; text >= bannerText {
		return max(widget.HeightOf(o[0], text), tools.Height) + theme.Grid
	}
	return widget.HeightOf(o[0], width-2*margin) + tools.Height + 2*theme.Grid
}

func (bannerLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	tools := o[1].MinSize()
	if text := size.Width - 2*margin - tools.Width - gap; text >= bannerText {
		h := widget.HeightOf(o[0], text)
		put(o[0], margin, (size.Height-h)/2, text, h)
		put(o[1], size.Width-margin-tools.Width, (size.Height-tools.Height)/2, tools.Width, tools.Height)
		return
	}
	h := widget.HeightOf(o[0], size.Width-2*margin)
	put(o[0], margin, theme.Grid/2, size.Width-2*margin, h)
	put(o[1], margin, theme.Grid+h, tools.Width, tools.Height)
}

// stacked lays a surface under content that decides the height.
type stacked struct{}

func (stacked) MinSize(o []fyne.CanvasObject) fyne.Size { return o[1].MinSize() }
func (stacked) HeightFor(o []fyne.CanvasObject, width float32) float32 {
	return widget.HeightOf(o[1], width)
}
func (stacked) Layout(o []fyne.CanvasObject, size fyne.Size) {
	for _, c := range o {
		c.Resize(size)
	}
}
