package xlsx

import (
	"strings"

	"github.com/xuri/excelize/v2"

	"huiliu/reports/doc"
)

// fontName has Han glyphs on every Windows; elsewhere the programs replace it.
const (
	fontName = "Microsoft YaHei"
	fontSize = 10.0
)

// The colours of the workbook.
const (
	colorInk    = "222222"
	colorMuted  = "7A7A7A"
	colorAccent = "0072B2"
	colorLine   = "D0D5DA"
	colorHeader = "EEF3F7"
	colorInput  = "FFF6D6"
	colorLink   = "0563C1"
	colorCard   = "F3F6F9"
)

// style is what tells two cell styles apart.
type style struct {
	line   lineKind
	kind   doc.Kind
	digits int
	input  bool
	muted  bool
	wrap   bool
	link   bool
	text   bool // a text in a column of numbers
	right  bool // as its column is aligned
	group  bool // the first column of a grouped table
	signed bool // a difference: with its sign
	tone   doc.Tone
}

// styleID makes each style once, in the order of first use.
func (b *book) styleID(s style) (int, error) {
	if id, ok := b.styles[s]; ok {
		return id, nil
	}
	id, err := b.file.NewStyle(s.excel())
	if err == nil {
		b.styles[s] = id
	}
	return id, err
}

func (s style) excel() *excelize.Style {
	out := &excelize.Style{
		Font:      &excelize.Font{Family: fontName, Size: fontSize, Color: colorInk},
		Alignment: &excelize.Alignment{Vertical: "center", WrapText: s.wrap},
	}
	switch s.line {
	case lineTitle:
		out.Font.Size, out.Font.Bold, out.Alignment.Vertical = 16, true, "center"
	case lineSubtitle, lineNote:
		out.Font.Color = colorMuted
	case lineTableTitle:
		out.Font.Size, out.Font.Bold, out.Font.Color = 12, true, colorAccent
	case lineTopic:
		out.Font.Bold, out.Font.Color, out.Alignment.Vertical = true, colorAccent, "top"
	case lineCardLabel, lineCardValue, lineCardSub:
		s.card(out)
	case lineText, lineSentence:
		out.Alignment.Horizontal = "left"
		out.Alignment.Vertical, out.Alignment.WrapText = "top", true
	case lineHeader:
		out.Font.Bold, out.Alignment.WrapText = true, true
		out.Fill = solid(colorHeader)
		out.Border = []excelize.Border{{Type: "bottom", Color: colorMuted, Style: 1}}
	case lineRow:
		out.Border = []excelize.Border{{Type: "bottom", Color: colorLine, Style: 1}}
	case lineTotals:
		out.Font.Bold = true
		out.Border = []excelize.Border{{Type: "top", Color: colorMuted, Style: 1}, {Type: "bottom", Color: colorMuted, Style: 1}}
	}
	if s.line == lineRow || s.line == lineTotals || s.line == lineHeader {
		s.number(out)
	}
	return out
}

// number sets format, alignment and marks of a table cell.
func (s style) number(out *excelize.Style) {
	if s.right {
		out.Alignment.Horizontal = "right"
	} else {
		out.Alignment.Horizontal, out.Alignment.Indent = "left", 1
	}
	if format := s.format(); format != "" && s.line != lineHeader {
		out.CustomNumFmt = &format
	}
	if s.muted {
		out.Font.Color = colorMuted
	}
	if s.group {
		out.Font.Bold = s.line != lineHeader
	}
	if tint := tint(s.tone); tint != "" {
		out.Fill = solid(tint)
	}
	if s.link {
		out.Font.Color, out.Font.Underline = colorLink, "single"
	}
	if s.input {
		out.Fill = solid(colorInput)
		out.Protection = &excelize.Protection{Locked: false}
		out.Border = []excelize.Border{{Type: "bottom", Color: colorMuted, Style: 1}, {Type: "top", Color: colorMuted, Style: 1}, {Type: "left", Color: colorMuted, Style: 1}, {Type: "right", Color: colorMuted, Style: 1}}
	}
}

func solid(color string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}
}

// card is a headline figure: label, value, what it rests on.
func (s style) card(out *excelize.Style) {
	out.Fill, out.Alignment.Horizontal, out.Alignment.Indent = solid(colorCard), "left", 1
	switch s.line {
	case lineCardLabel:
		out.Font.Color = colorMuted
		out.Border = []excelize.Border{{Type: "top", Color: toneColor(s.tone), Style: 5}}
	case lineCardValue:
		out.Font.Size, out.Font.Bold, out.Alignment.ShrinkToFit = 20, true, true
		if format := s.format(); format != "" {
			out.CustomNumFmt = &format
		}
		if s.tone != doc.ToneAuto {
			out.Font.Color = toneColor(s.tone)
		}
	case lineCardSub:
		out.Font.Size, out.Font.Color, out.Alignment.ShrinkToFit = 9, colorMuted, true
	}
}

// tint is the pale background of a marked cell.
func tint(t doc.Tone) string {
	switch t {
	case doc.ToneWarning:
		return "FBE0D3"
	case doc.ToneContrast:
		return "FFF0CC"
	case doc.ToneGood:
		return "DDF1EA"
	}
	return ""
}

func (s style) format() string {
	if s.text {
		return ""
	}
	switch s.kind {
	case doc.KindInt:
		return "#,##0"
	case doc.KindMoney:
		return "#,##0" + decimals(s.digits)
	case doc.KindDecimal:
		return "#,##0" + decimals(s.digits)
	case doc.KindPercent:
		if s.signed {
			return "+0" + decimals(s.digits) + "%;-0" + decimals(s.digits) + "%"
		}
		return "0" + decimals(s.digits) + "%"
	case doc.KindDay:
		return "yyyy-mm-dd"
	case doc.KindMonth:
		return "yyyy-mm"
	case doc.KindID:
		return "@"
	}
	return ""
}

func decimals(n int) string {
	if n <= 0 {
		return ""
	}
	return "." + strings.Repeat("0", n)
}
