package widget

import (
	"sort"
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"
	fynewidget "fyne.io/fyne/v2/widget"

	"huiliu/ui/theme"
)

// Text is a paragraph that wraps between Han characters and between words, never
// inside a number, and keeps closing punctuation off the start of a line.
type Text struct {
	fynewidget.BaseWidget
	text  string
	Scale fyne.ThemeSizeName
	Color fyne.ThemeColorName
	Bold  bool
	Align fyne.TextAlign
	Lines int // at most so many, 0 = all
	width float32
}

// NewText makes a paragraph of ordinary size.
func NewText(text string) *Text {
	t := &Text{text: text, Scale: theme.Body, Color: fynetheme.ColorNameForeground}
	t.ExtendBaseWidget(t)
	return t
}

// NewAnswer makes the leading sentence of a screen.
func NewAnswer(text string) *Text {
	t := NewText(text)
	t.Scale, t.Bold = theme.Answer, true
	return t
}

// NewCaption makes small print.
func NewCaption(text string) *Text {
	t := NewText(text)
	t.Scale, t.Color = theme.Caption, theme.Muted
	return t
}

// NewHeading makes the title of a group.
func NewHeading(text string) *Text {
	t := NewText(text)
	t.Bold = true
	return t
}

// SetText changes the text.
func (t *Text) SetText(text string) {
	if t.text != text {
		t.text = text
		t.Refresh()
	}
}

// String returns the text.
func (t *Text) String() string { return t.text }

const leading = 1.35 // line height in text sizes

func (t *Text) size() float32         { return fynetheme.Size(t.Scale) }
func (t *Text) lineHeight() float32   { return t.size() * leading }
func (t *Text) style() fyne.TextStyle { return fyne.TextStyle{Bold: t.Bold} }

// HeightFor implements Tall.
func (t *Text) HeightFor(width float32) float32 {
	return float32(max(1, len(t.wrap(width)))) * t.lineHeight()
}

// MinSize implements fyne.CanvasObject; the height is that of the present width.
func (t *Text) MinSize() fyne.Size {
	t.ExtendBaseWidget(t)
	return fyne.NewSize(t.size()*2, t.HeightFor(max(t.width, t.size()*2)))
}

// NaturalWidth is how wide the text is in one line.
func (t *Text) NaturalWidth() float32 {
	return fyne.MeasureText(t.text, t.size(), t.style()).Width
}

// Resize implements fyne.CanvasObject.
func (t *Text) Resize(size fyne.Size) {
	if t.width != size.Width {
		t.width = size.Width
		t.Refresh()
	}
	t.BaseWidget.Resize(size)
}

func (t *Text) wrap(width float32) []string {
	var lines []string
	for _, paragraph := range strings.Split(t.text, "\n") {
		lines = append(lines, wrapLine(paragraph, width, func(s string) float32 {
			return fyne.MeasureText(s, t.size(), t.style()).Width
		})...)
	}
	if t.Lines > 0 && len(lines) > t.Lines {
		lines = lines[:t.Lines]
		last := []rune(lines[t.Lines-1])
		if len(last) > 1 {
			lines[t.Lines-1] = string(last[:len(last)-1]) + "…"
		}
	}
	return lines
}

// wrapLine breaks one paragraph greedily at the places where it may break.
func wrapLine(s string, width float32, measure func(string) float32) []string {
	if measure(s) <= width || width <= 0 {
		return []string{s}
	}
	var lines []string
	line, used := "", float32(0)
	for _, piece := range bounded(pieces(s), width, measure) {
		w := measure(piece)
		if line != "" && used+measure(strings.TrimRight(piece, " ")) > width {
			lines = append(lines, strings.TrimRight(line, " "))
			line, used = "", 0
			piece = strings.TrimLeft(piece, " ")
			w = measure(piece)
		}
		line += piece
		used += w
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// bounded cuts pieces that are longer than a line, such as paths, into such as are not.
func bounded(pieces []string, width float32, measure func(string) float32) []string {
	var out []string
	for _, piece := range pieces {
		r := []rune(piece)
		for len(r) > 1 && measure(strings.TrimRight(string(r), " ")) > width {
			n := max(1, sort.Search(len(r)-1, func(n int) bool { return measure(string(r[:n+1])) > width }))
			out = append(out, string(r[:n]))
			r = r[n:]
		}
		out = append(out, string(r))
	}
	return out
}

// pieces cuts a text where a line may end: after spaces and around Han characters,
// with closing punctuation kept to what stands before it and opening to what follows.
func pieces(s string) []string {
	var out []string
	runes := []rune(s)
	start := 0
	for i := 1; i < len(runes); i++ {
		if mayBreak(runes[i-1], runes[i]) {
			out = append(out, string(runes[start:i]))
			start = i
		}
	}
	return append(out, string(runes[start:]))
}

func mayBreak(before, after rune) bool {
	if strings.ContainsRune(opening, before) || strings.ContainsRune(closing, after) {
		return false
	}
	if before == ' ' || before == '/' && after != '/' || before == '\\' {
		return true
	}
	if after == ' ' {
		return false
	}
	return wide(before) || wide(after)
}

const (
	opening = "（《“「【([{¥$£€"
	closing = "）》”」】，。、；：？！…)]},.;:?!%％"
)

func wide(r rune) bool {
	return unicode.Is(unicode.Han, r) || r >= 0x3000 && r <= 0x303F || r >= 0xFF00 && r <= 0xFFEF
}

// CreateRenderer implements fyne.Widget.
func (t *Text) CreateRenderer() fyne.WidgetRenderer {
	r := &textRenderer{t: t}
	r.Refresh()
	return r
}

type textRenderer struct {
	t       *Text
	lines   []*canvas.Text
	objects []fyne.CanvasObject
}

func (r *textRenderer) Destroy()                     {}
func (r *textRenderer) MinSize() fyne.Size           { return r.t.MinSize() }
func (r *textRenderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *textRenderer) Layout(size fyne.Size) {
	h := r.t.lineHeight()
	for i, l := range r.lines {
		l.Move(fyne.NewPos(0, float32(i)*h))
		l.Resize(fyne.NewSize(size.Width, h))
	}
}

func (r *textRenderer) Refresh() {
	t := r.t
	width := t.width
	if width == 0 {
		width = t.NaturalWidth() + 1
	}
	texts := t.wrap(width)
	r.lines, r.objects = r.lines[:0], r.objects[:0]
	for _, s := range texts {
		l := canvas.NewText(s, fynetheme.Color(t.Color))
		l.TextSize, l.TextStyle, l.Alignment = t.size(), t.style(), t.Align
		r.lines = append(r.lines, l)
		r.objects = append(r.objects, l)
	}
	r.Layout(t.BaseWidget.Size())
	canvas.Refresh(t)
}
