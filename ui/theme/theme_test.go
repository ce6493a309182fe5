package theme

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
)

// WCAG 2.1, 1.4.3: text needs a contrast of at least 4.5 to what it stands on.
func TestPalettes_AreReadable(t *testing.T) {
	pairs := [][2]fyne.ThemeColorName{
		{fynetheme.ColorNameForeground, fynetheme.ColorNameBackground}, {fynetheme.ColorNameForeground, Nav}, {fynetheme.ColorNameForeground, Stripe},
		{fynetheme.ColorNameForeground, Soft}, {fynetheme.ColorNameForeground, Caution}, {fynetheme.ColorNameForeground, fynetheme.ColorNameButton},
		{fynetheme.ColorNameForeground, fynetheme.ColorNameInputBackground}, {fynetheme.ColorNameForeground, fynetheme.ColorNameSelection},
		{Muted, fynetheme.ColorNameBackground}, {Muted, Nav}, {Muted, Stripe}, {Muted, Soft},
		{fynetheme.ColorNamePrimary, fynetheme.ColorNameBackground}, {fynetheme.ColorNamePrimary, Nav}, {fynetheme.ColorNamePrimary, Soft},
		{fynetheme.ColorNameForegroundOnPrimary, fynetheme.ColorNamePrimary},
		{fynetheme.ColorNameWarning, fynetheme.ColorNameBackground}, {fynetheme.ColorNameWarning, Caution},
	}
	for _, dark := range []bool{false, true} {
		theme := New(dark)
		for _, p := range pairs {
			if c := contrast(theme.Color(p[0], 0), theme.Color(p[1], 0)); c < 4.5 {
				t.Errorf("dark %v: %s on %s has contrast %.2f", dark, p[0], p[1], c)
			}
		}
	}
}

func TestContrast_IsThatOfTheStandard(t *testing.T) {
	if c := contrast(color.Black, color.White); math.Abs(c-21) > 1e-6 {
		t.Errorf("black on white is %v, WCAG says 21", c)
	}
}

func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	linear := func(v uint32) float64 {
		s := float64(v) / 0xffff
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}
