package chart

import (
	"bytes"
	"image"
	"image/color"
	"math"
	"testing"

	"huiliu/reports/doc"
)

// The middle of every place that is told is painted, and not in the colour of the paper.
func TestPicture_TellsWhereEveryMarkStands(t *testing.T) {
	for kind, c := range samples() {
		if kind == doc.ChartLine {
			continue // points have no inside, see below
		}
		for _, o := range []Options{{}, {Width: 900, Height: 500, Scale: 2, Dark: true}} {
			p, err := newRenderer(t).Picture(c, o)
			if err != nil {
				t.Fatal(err)
			}
			want := 0
			for _, s := range c.Series {
				for _, v := range s.Y {
					if finite(v) {
						want++
					}
				}
			}
			for _, row := range c.Cells {
				want += len(row)
			}
			if len(p.Hits) != want {
				t.Errorf("%s: %d places, want %d", kind, len(p.Hits), want)
			}
			for _, h := range p.Hits {
				if !inside(h.Box, p.Area, 1) {
					t.Errorf("%s: %+v stands outside %+v", kind, h, p.Area)
				}
				if !inked(p.Image, h.Box, max(o.Scale, 1), pick(o.Dark).surface) {
					t.Errorf("%s: nothing is drawn at %+v", kind, h)
				}
			}
		}
	}
}

func inside(b, area Box, slack float64) bool {
	return b.Left >= area.Left-slack && b.Right <= area.Right+slack && b.Top >= area.Top-slack && b.Bottom <= area.Bottom+slack
}

// inked reports whether most of a place, at its four inner quarter points, is painted.
func inked(img image.Image, b Box, scale float64, paper color.Color) bool {
	n := 0
	for _, fx := range []float64{0.25, 0.75} {
		for _, fy := range []float64{0.25, 0.75} {
			x, y := b.Left+(b.Right-b.Left)*fx, b.Top+(b.Bottom-b.Top)*fy
			if img.At(int(x*scale), int(y*scale)) != color.RGBAModel.Convert(paper) {
				n++
			}
		}
	}
	return n >= 3
}

func TestPicture_PointsOfALineStandOnIt(t *testing.T) {
	c := samples()[doc.ChartLine]
	c.References, c.Marks = nil, nil
	p, err := newRenderer(t).Picture(c, Options{Scale: 2})
	if err != nil || p.Along != AlongX || len(p.Hits) != 8 {
		t.Fatalf("%d points, along %s, %v", len(p.Hits), p.Along, err)
	}
	paper := color.RGBAModel.Convert(pick(false).surface)
	for _, h := range p.Hits {
		if h.Box.Left != h.Box.Right || h.Box.Top != h.Box.Bottom {
			t.Errorf("%+v is no point", h)
		}
		if p.Image.At(int(h.Box.Left*2), int(h.Box.Top*2)) == paper {
			t.Errorf("no line at %+v", h)
		}
	}
}

// A long curve tells at most one place per pixel column.
func TestPicture_TellsNoMorePointsThanThePictureHasColumns(t *testing.T) {
	s := doc.Series{Name: "x"}
	for i := range 50_000 {
		s.X, s.Y = append(s.X, float64(i)), append(s.Y, math.Sqrt(float64(i)))
	}
	p, err := newRenderer(t).Picture(doc.Chart{Kind: doc.ChartLine, Series: []doc.Series{s}}, Options{})
	if err != nil || len(p.Hits) > defaultWidth || len(p.Hits) < defaultWidth/2 {
		t.Errorf("%d places, %v", len(p.Hits), err)
	}
}

// A PDF has no text to search, but every letter: Chinese is drawn, not dropped.
func TestPDF_DrawsEveryKindWithItsLetters(t *testing.T) {
	for kind, c := range samples() {
		size := func(c doc.Chart) int {
			var b bytes.Buffer
			if err := newRenderer(t).PDF(&b, c, Options{}); err != nil {
				t.Fatalf("%s: %v", kind, err)
			}
			if !bytes.HasPrefix(b.Bytes(), []byte("%PDF-")) {
				t.Fatalf("%s is no PDF", kind)
			}
			return b.Len()
		}
		quiet := c
		quiet.Title, quiet.Note = "", ""
		if with, without := size(c), size(quiet); with < without+1000 {
			t.Errorf("%s: %d bytes with title and note, %d without", kind, with, without)
		}
	}
}
