package chart

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"

	xfont "golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"

	"huiliu/reports/doc"
)

// typeface is the name the fonts are known by in the renderer's own cache.
const typeface = "Noto Sans SC"

// The em box of Han glyphs. The metrics of the font file (1.16 and 0.29 em) leave room
// for stacked scripts; gonum's text placement, which steps lines by one em, would
// draw such text half a line off.
const (
	ascentEm  = 0.88
	descentEm = 0.12
	leadEm    = 0.2 // between lines
)

// unknownGlyph stands for a rune the typeface cannot draw; nothing drawn would hide it.
const unknownGlyph = '□'

// typesetter implements text.Handler over a private font cache.
type typesetter struct {
	fonts   *font.Cache
	regular *opentype.Font
}

func newTypesetter(regular, bold []byte) (*typesetter, error) {
	r, err := opentype.Parse(regular)
	if err != nil {
		return nil, fmt.Errorf("chart: regular typeface: %w", err)
	}
	b, err := opentype.Parse(bold)
	if err != nil {
		return nil, fmt.Errorf("chart: bold typeface: %w", err)
	}
	return &typesetter{regular: r, fonts: font.NewCache(font.Collection{
		{Font: font.Font{Typeface: typeface}, Face: r},
		{Font: font.Font{Typeface: typeface, Weight: xfont.WeightBold}, Face: b},
	})}, nil
}

// Cache implements text.Handler.
func (t *typesetter) Cache() *font.Cache { return t.fonts }

// Extents implements text.Handler with the em box instead of the file's metrics.
func (t *typesetter) Extents(f font.Font) font.Extents {
	return font.Extents{Ascent: ascentEm * f.Size, Descent: descentEm * f.Size, Height: (1 + leadEm) * f.Size}
}

// Lines implements text.Handler.
func (t *typesetter) Lines(s string) []string { return strings.Split(s, "\n") }

// Box implements text.Handler.
func (t *typesetter) Box(s string, f font.Font) (width, height, depth vg.Length) {
	face := t.fonts.Lookup(f, f.Size)
	return face.Width(t.drawable(s)), ascentEm * f.Size, descentEm * f.Size
}

// Draw implements text.Handler.
func (t *typesetter) Draw(c vg.Canvas, s string, sty text.Style, pt vg.Point) {
	if strings.TrimSpace(s) == "" {
		return
	}
	face := t.fonts.Lookup(sty.Font, sty.Font.Size)
	c.SetColor(sty.Color)
	c.Push()
	defer c.Pop()
	c.Translate(pt)
	if sty.Rotation != 0 {
		c.Rotate(sty.Rotation)
	}
	lines := t.Lines(s)
	size := sty.Font.Size
	step := size * (1 + leadEm)
	top := (vg.Length(len(lines))*step - leadEm*size) * vg.Length(1+sty.YAlign)
	for i, line := range lines {
		line = t.drawable(line)
		at := vg.Point{
			X: vg.Length(sty.XAlign) * face.Width(line),
			Y: top - vg.Length(i)*step - ascentEm*size,
		}
		c.FillString(face, at, line)
	}
}

// drawable replaces runes without a glyph and turns control characters into spaces.
func (t *typesetter) drawable(s string) string {
	var buf sfnt.Buffer
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r):
			return ' '
		case t.has(&buf, r):
			return r
		}
		return unknownGlyph
	}, s)
}

func (t *typesetter) has(buf *sfnt.Buffer, r rune) bool {
	i, err := t.regular.GlyphIndex(buf, r)
	return err == nil && i != 0
}

// missing lists the runes of the texts that have no glyph, sorted, each once.
func (t *typesetter) missing(texts []string) []rune {
	var buf sfnt.Buffer
	var out []rune
	for _, s := range texts {
		for _, r := range s {
			if !unicode.IsControl(r) && !t.has(&buf, r) {
				out = append(out, r)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// texts returns every text of the chart.
func texts(c doc.Chart) []string {
	out := []string{c.Title, c.XLabel, c.YLabel, c.Note, c.OpenLabel, c.Currency}
	out = append(append(out, c.Categories...), c.Columns...)
	for _, s := range c.Series {
		out = append(append(out, s.Name), s.Labels...)
	}
	for _, r := range c.References {
		out = append(out, r.Label)
	}
	for _, m := range c.Marks {
		out = append(out, m.Label)
	}
	for _, row := range c.Cells {
		for _, cell := range row {
			out = append(out, cell.Label)
		}
	}
	return out
}

// shorten cuts s with an ellipsis so that it is at most width wide.
func shorten(sty text.Style, s string, width vg.Length) string {
	s = strings.TrimSpace(s)
	if sty.Width(s) <= width {
		return s
	}
	runes := []rune(s)
	lo, hi := 0, min(len(runes), 400)
	for lo < hi {
		mid := (lo + hi + 1) / 2
		if sty.Width(string(runes[:mid])+"…") <= width {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	if lo == 0 {
		return "…"
	}
	return strings.TrimRightFunc(string(runes[:lo]), unicode.IsSpace) + "…"
}

// wrap breaks s into at most maxLines lines of width; what is left over ends in an
// ellipsis. Han text breaks anywhere but not before closing punctuation, Latin text at
// spaces.
func wrap(sty text.Style, s string, width vg.Length, maxLines int) []string {
	rest := []rune(strings.Join(strings.Fields(s), " "))
	var lines []string
	for len(rest) > 0 {
		if len(lines) == maxLines-1 || sty.Width(string(rest)) <= width {
			return append(lines, shorten(sty, string(rest), width))
		}
		n := breakAt(sty, rest, width)
		lines = append(lines, strings.TrimSpace(string(rest[:n])))
		rest = []rune(strings.TrimSpace(string(rest[n:])))
	}
	return lines
}

// breakAt returns how many runes of s go on the first line.
func breakAt(sty text.Style, s []rune, width vg.Length) int {
	n := 1
	for n < len(s) && sty.Width(string(s[:n+1])) <= width {
		n++
	}
	for k := n; k > n/2; k-- {
		if canBreak(s, k) {
			return k
		}
	}
	return n
}

// canBreak reports whether a line may end before s[k].
func canBreak(s []rune, k int) bool {
	if k <= 0 || k >= len(s) {
		return true
	}
	before, after := s[k-1], s[k]
	switch {
	case strings.ContainsRune("，。、；：！？）》”’%％,.;:!?)…·–", after):
		return false
	case strings.ContainsRune("（《“‘(¥$", before):
		return false
	case unicode.IsSpace(before) || unicode.IsSpace(after):
		return true
	}
	return isWide(before) || isWide(after)
}

func isWide(r rune) bool { return r >= 0x2E80 }

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
