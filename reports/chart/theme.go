package chart

import (
	"image/color"

	"huiliu/reports/doc"
)

// palette is one surface: Okabe–Ito colours for data, quiet greys for the rest.
type palette struct {
	surface, ink, muted, grid, edge color.NRGBA
	pale                            color.NRGBA // cells with too small a base
	low, high                       color.NRGBA // ends of the heat ramp
	tones                           map[doc.Tone]color.NRGBA
	cycle                           []color.NRGBA
}

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 255}
}

func lightPalette() palette {
	return palette{
		surface: rgb(0xFFFFFF), ink: rgb(0x1F2933), muted: rgb(0x55606B),
		grid: rgb(0xE6E9EC), edge: rgb(0xB4BCC4), pale: rgb(0xF3F4F6),
		low: rgb(0xEAF3FA), high: rgb(0x0072B2),
		tones: map[doc.Tone]color.NRGBA{
			doc.ToneAccent: rgb(0x0072B2), doc.ToneWarning: rgb(0xD55E00), doc.ToneGood: rgb(0x009E73),
			doc.ToneNeutral: rgb(0x9AA3AC), doc.ToneContrast: rgb(0xE69F00),
		},
		cycle: []color.NRGBA{rgb(0x0072B2), rgb(0xE69F00), rgb(0x009E73), rgb(0xCC79A7),
			rgb(0x56B4E9), rgb(0xD55E00), rgb(0x5B6670)},
	}
}

func darkPalette() palette {
	return palette{
		surface: rgb(0x1E2227), ink: rgb(0xE8ECF0), muted: rgb(0xA9B3BD),
		grid: rgb(0x343A42), edge: rgb(0x5A636D), pale: rgb(0x2A2F36),
		low: rgb(0x26384A), high: rgb(0x56B4E9),
		tones: map[doc.Tone]color.NRGBA{
			doc.ToneAccent: rgb(0x56B4E9), doc.ToneWarning: rgb(0xE8702A), doc.ToneGood: rgb(0x1FB58A),
			doc.ToneNeutral: rgb(0x7F8A95), doc.ToneContrast: rgb(0xE69F00),
		},
		cycle: []color.NRGBA{rgb(0x56B4E9), rgb(0xE69F00), rgb(0x1FB58A), rgb(0xCC79A7),
			rgb(0xF0E442), rgb(0xE8702A), rgb(0xA9B3BD)},
	}
}

// tone returns the colour of a tone; ToneAuto takes the i-th palette colour.
func (p palette) tone(t doc.Tone, i int) color.NRGBA {
	if c, ok := p.tones[t]; ok {
		return c
	}
	return p.cycle[i%len(p.cycle)]
}

// ramp returns the heat colour at share t of the range.
func (p palette) ramp(t float64) color.NRGBA {
	t = max(0, min(1, t))
	mix := func(a, b uint8) uint8 { return uint8(float64(a) + (float64(b)-float64(a))*t + 0.5) }
	return color.NRGBA{R: mix(p.low.R, p.high.R), G: mix(p.low.G, p.high.G), B: mix(p.low.B, p.high.B), A: 255}
}

// onto returns black or white, whichever reads better on c.
func onto(c color.NRGBA) color.NRGBA {
	l := 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
	if (l+0.05)*(l+0.05) > 0.05*1.05 {
		return rgb(0x14181C)
	}
	return rgb(0xFFFFFF)
}

// linear approximates the sRGB transfer curve well enough to choose black or white.
func linear(v uint8) float64 {
	f := float64(v) / 255
	return f * f * (0.3*f + 0.7)
}

// fade makes c transparent, for interval bands.
func fade(c color.NRGBA, alpha uint8) color.NRGBA {
	c.A = alpha
	return c
}
