package screen

import (
	"image"
	"math"
	"slices"
	"strconv"
	"strings"

	"huiliu/app"
	"huiliu/assets"
	"huiliu/reports/doc"
)

// fineAbove is the scale from which letters have pixels enough of their own.
const fineAbove = 1.5

// Draw renders a chart of the present results at a size in pixels, scale being the
// screen's pixels per unit of text size. It is slow (tens of milliseconds): never
// call it on the window's goroutine. A chart that is not there has no image.
func (d *Desk) Draw(key string, width, height int, scale float64, dark bool) (Picture, error) {
	c, words, ok := d.chart(key)
	if !ok {
		return Picture{}, nil
	}
	return draw(&c, words, size{width, height, scale}, dark)
}

// chart finds a chart of the present results by its key; "sweep@75" is one on which a
// window is being looked at.
func (d *Desk) chart(key string) (c doc.Chart, words *assets.Words, ok bool) {
	d.mu.Lock()
	charts := d.charts
	f := &frame{w: d.words, results: d.results, looks: d.looks}
	d.mu.Unlock()
	key, at, tried := strings.Cut(key, "@")
	for _, c := range append(f.lookCharts(), charts...) {
		if c.Key != key {
			continue
		}
		switch {
		case tried && key == "gains":
			c = f.priced(c, at)
		case tried && key == "sweep":
			c = f.tried(c, at)
		}
		return c, f.w, true
	}
	return c, f.w, false
}

// size is a size in pixels with the pixels per unit.
type size struct {
	width, height int
	scale         float64
}

func draw(c *doc.Chart, words *assets.Words, at size, dark bool) (Picture, error) {
	w, h := int(math.Round(float64(at.width)/at.scale)), int(math.Round(float64(at.height)/at.scale))
	scale := at.scale
	if scale < fineAbove {
		// Small letters come out uneven at one pixel per point: draw twice as large, then average.
		scale *= 2
	}
	p, err := app.DrawChart(*c, w, h, scale, dark)
	if err != nil {
		return Picture{}, err
	}
	out := Picture{Image: p.Image, Spots: spotsOf(c, words, p.Hits), Along: p.Along,
		Area: Box{float32(p.Area.Left), float32(p.Area.Top), float32(p.Area.Right), float32(p.Area.Bottom)}}
	if scale != at.scale {
		out.Image = halve(p.Image)
	}
	return out, nil
}

// tried marks the window that is being looked at on the chart of all windows.
func (f *frame) tried(c doc.Chart, at string) doc.Chart {
	days, err := strconv.Atoi(at)
	if err != nil || f.results == nil || days == f.results.Definition.WindowDays {
		return c
	}
	c.References = append(slices.Clone(c.References), doc.Reference{OnX: true, Value: float64(days),
		Label: f.say("ui.lab.days", map[string]any{"days": days}), Tone: doc.ToneAccent})
	return c
}

// halve averages squares of four pixels.
func halve(src image.Image) image.Image {
	in, ok := src.(*image.RGBA)
	if !ok {
		return src
	}
	b := in.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, b.Dx()/2, b.Dy()/2))
	for y := range out.Rect.Dy() {
		top := in.Pix[in.PixOffset(b.Min.X, b.Min.Y+2*y):]
		low := in.Pix[in.PixOffset(b.Min.X, b.Min.Y+2*y+1):]
		line := out.Pix[y*out.Stride:]
		for x := range out.Rect.Dx() {
			for c := range 4 {
				i := 8*x + c
				line[4*x+c] = uint8((uint(top[i]) + uint(top[i+4]) + uint(low[i]) + uint(low[i+4]) + 2) / 4)
			}
		}
	}
	return out
}
