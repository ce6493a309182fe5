// Package assets holds what the program carries inside itself: the typeface, the
// icon and every word a person reads.
//
//	words, err := assets.Catalogue(assets.ZH)
//	title := words.Say("overview.answer", map[string]any{"n": words.Int(1846)})
//
// The typeface is Noto Sans SC (SIL Open Font License, font/OFL.txt); window,
// charts and SVG use the same one so that a number looks the same everywhere.
package assets

import "embed"

//go:embed font/NotoSansSC-Regular.ttf
var fontRegular []byte

//go:embed font/NotoSansSC-Bold.ttf
var fontBold []byte

//go:embed icon/icon.png
var icon []byte

//go:embed text/*.json
var texts embed.FS

// Font returns the regular typeface (TrueType, Latin and Han). Do not modify it.
func Font() []byte { return fontRegular }

// BoldFont returns the bold typeface (TrueType, Latin and Han). Do not modify it.
func BoldFont() []byte { return fontBold }

// Icon returns the application icon, a PNG of 512×512 pixels. Do not modify it.
func Icon() []byte { return icon }
