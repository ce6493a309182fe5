// Package theme is how the window looks: one typeface, three sizes, two weights, a
// light and a dark palette with one accent and one warning colour, an 8-pixel grid.
//
//	fyne.CurrentApp().Settings().SetTheme(theme.New(dark))
package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"huiliu/assets"
)

// Names of colours that Fyne does not have.
const (
	Nav     fyne.ThemeColorName = "huiliu.nav"     // surface of the navigation
	Muted   fyne.ThemeColorName = "huiliu.muted"   // secondary text
	Soft    fyne.ThemeColorName = "huiliu.soft"    // pale accent behind chosen things
	Caution fyne.ThemeColorName = "huiliu.caution" // pale warning behind problems
	Stripe  fyne.ThemeColorName = "huiliu.stripe"  // table header, quiet surfaces
)

// Text sizes: the answer, everything else, small print.
const (
	Answer  fyne.ThemeSizeName = fynetheme.SizeNameHeadingText
	Body    fyne.ThemeSizeName = fynetheme.SizeNameText
	Caption fyne.ThemeSizeName = fynetheme.SizeNameCaptionText
	Tight   fyne.ThemeSizeName = "huiliu.tight" // the answer in a small window
)

// Grid is the unit of all distances.
const Grid float32 = 8

// Theme is the window's look in one brightness.
type Theme struct {
	dark    bool
	base    fyne.Theme
	regular fyne.Resource
	bold    fyne.Resource
	colors  map[fyne.ThemeColorName]color.Color
}

// New makes the light or the dark theme.
func New(dark bool) *Theme {
	t := &Theme{
		dark: dark, base: fynetheme.DefaultTheme(), colors: light(),
		regular: fyne.NewStaticResource("NotoSansSC-Regular.ttf", assets.Font()),
		bold:    fyne.NewStaticResource("NotoSansSC-Bold.ttf", assets.BoldFont()),
	}
	if dark {
		t.colors = darkColors()
	}
	return t
}

// Dark reports whether this is the dark theme.
func (t *Theme) Dark() bool { return t.dark }

// Color returns a colour; the system's variant is not asked, the person chose.
func (t *Theme) Color(name fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	if c, ok := t.colors[name]; ok {
		return c
	}
	variant := fynetheme.VariantLight
	if t.dark {
		variant = fynetheme.VariantDark
	}
	return t.base.Color(name, variant)
}

// Font returns the one typeface in the two weights.
func (t *Theme) Font(style fyne.TextStyle) fyne.Resource {
	if style.Symbol {
		return t.base.Font(style)
	}
	if style.Bold {
		return t.bold
	}
	return t.regular
}

// Icon returns Fyne's icons.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource { return t.base.Icon(name) }

// Size returns distances on the grid.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	if s, ok := sizes(name); ok {
		return s
	}
	return t.base.Size(name)
}

func sizes(name fyne.ThemeSizeName) (float32, bool) {
	switch name {
	case fynetheme.SizeNameText:
		return 14, true
	case fynetheme.SizeNameCaptionText:
		return 12, true
	case fynetheme.SizeNameHeadingText, fynetheme.SizeNameSubHeadingText:
		return 20, true
	case Tight:
		return 16, true
	case fynetheme.SizeNamePadding:
		return 4, true
	case fynetheme.SizeNameInnerPadding:
		return Grid, true
	case fynetheme.SizeNameInputRadius, fynetheme.SizeNameSelectionRadius, fynetheme.SizeNameButtonRadius, fynetheme.SizeNameCardRadius:
		return 6, true
	case fynetheme.SizeNameScrollBar:
		return 10, true
	case fynetheme.SizeNameScrollBarSmall:
		return 4, true
	}
	return 0, false
}

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 255}
}

func alpha(hex uint32, a uint8) color.NRGBA {
	c := rgb(hex)
	c.A = a
	return c
}

// light is the palette for day; page and charts share one white surface.
func light() map[fyne.ThemeColorName]color.Color {
	return map[fyne.ThemeColorName]color.Color{
		fynetheme.ColorNameBackground: rgb(0xFFFFFF), Nav: rgb(0xF5F7F7), Stripe: rgb(0xF7F8F9),
		fynetheme.ColorNameForeground: rgb(0x1F2933), Muted: rgb(0x55606B),
		fynetheme.ColorNamePrimary: rgb(0x0F766E), fynetheme.ColorNameHyperlink: rgb(0x0F766E), fynetheme.ColorNameForegroundOnPrimary: rgb(0xFFFFFF),
		Soft: rgb(0xDFF0EE), fynetheme.ColorNameSelection: rgb(0xDFF0EE), fynetheme.ColorNameFocus: alpha(0x0F766E, 0x66),
		fynetheme.ColorNameWarning: rgb(0xA8480B), fynetheme.ColorNameError: rgb(0xA8480B), Caution: rgb(0xFDF1E7),
		fynetheme.ColorNameForegroundOnWarning: rgb(0xFFFFFF), fynetheme.ColorNameForegroundOnError: rgb(0xFFFFFF),
		fynetheme.ColorNameSuccess: rgb(0x0F766E), fynetheme.ColorNameSeparator: rgb(0xE3E7EA),
		fynetheme.ColorNameButton: rgb(0xEEF1F2), fynetheme.ColorNameDisabledButton: rgb(0xF3F4F5), fynetheme.ColorNameDisabled: rgb(0x8A949E),
		fynetheme.ColorNamePlaceHolder: rgb(0x6B7680), fynetheme.ColorNameInputBackground: rgb(0xF1F4F5), fynetheme.ColorNameInputBorder: rgb(0xC9D0D6),
		fynetheme.ColorNameHover: alpha(0x1F2933, 0x0D), fynetheme.ColorNamePressed: alpha(0x1F2933, 0x1F),
		fynetheme.ColorNameMenuBackground: rgb(0xFFFFFF), fynetheme.ColorNameOverlayBackground: rgb(0xFFFFFF),
		fynetheme.ColorNameHeaderBackground: rgb(0xF7F8F9), fynetheme.ColorNameShadow: alpha(0x000000, 0x1A),
		fynetheme.ColorNameScrollBar: alpha(0x1F2933, 0x55), fynetheme.ColorNameScrollBarBackground: alpha(0x1F2933, 0x00),
	}
}

// darkColors is the palette for night, made with the same care: no pure black, accents lighter.
func darkColors() map[fyne.ThemeColorName]color.Color {
	return map[fyne.ThemeColorName]color.Color{
		fynetheme.ColorNameBackground: rgb(0x1E2227), Nav: rgb(0x181B1F), Stripe: rgb(0x242930),
		fynetheme.ColorNameForeground: rgb(0xE8ECF0), Muted: rgb(0xA9B3BD),
		fynetheme.ColorNamePrimary: rgb(0x4FD1C0), fynetheme.ColorNameHyperlink: rgb(0x4FD1C0), fynetheme.ColorNameForegroundOnPrimary: rgb(0x06211D),
		Soft: rgb(0x1F3F3C), fynetheme.ColorNameSelection: rgb(0x1F4A46), fynetheme.ColorNameFocus: alpha(0x4FD1C0, 0x66),
		fynetheme.ColorNameWarning: rgb(0xF0A35E), fynetheme.ColorNameError: rgb(0xF0A35E), Caution: rgb(0x3A2C20),
		fynetheme.ColorNameForegroundOnWarning: rgb(0x2A1600), fynetheme.ColorNameForegroundOnError: rgb(0x2A1600),
		fynetheme.ColorNameSuccess: rgb(0x4FD1C0), fynetheme.ColorNameSeparator: rgb(0x343A42),
		fynetheme.ColorNameButton: rgb(0x2B3138), fynetheme.ColorNameDisabledButton: rgb(0x262B31), fynetheme.ColorNameDisabled: rgb(0x7A848E),
		fynetheme.ColorNamePlaceHolder: rgb(0x98A2AC), fynetheme.ColorNameInputBackground: rgb(0x30373F), fynetheme.ColorNameInputBorder: rgb(0x59636D),
		fynetheme.ColorNameHover: alpha(0xFFFFFF, 0x12), fynetheme.ColorNamePressed: alpha(0xFFFFFF, 0x24),
		fynetheme.ColorNameMenuBackground: rgb(0x262B31), fynetheme.ColorNameOverlayBackground: rgb(0x262B31),
		fynetheme.ColorNameHeaderBackground: rgb(0x242930), fynetheme.ColorNameShadow: alpha(0x000000, 0x40),
		fynetheme.ColorNameScrollBar: alpha(0xFFFFFF, 0x55), fynetheme.ColorNameScrollBarBackground: alpha(0xFFFFFF, 0x00),
	}
}
