package xlsx

import (
	"context"
	"errors"
	"fmt"
	"math"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"huiliu/engine"
	"huiliu/reports/doc"
)

// stream writes the rows of a page. Nothing may be set on the sheet afterwards.
func (b *book) stream(ctx context.Context, pg *page, p engine.Progress) error {
	sw, err := b.file.NewStreamWriter(pg.name)
	if err != nil {
		return err
	}
	for i, width := range pg.widths {
		err = errors.Join(err, sw.SetColWidth(i+1, i+1, width))
		if pg.hidden[i] {
			err = errors.Join(err, sw.SetColVisible(i+1, i+1, false))
		}
	}
	for _, row := range pg.breaks {
		err = errors.Join(err, sw.InsertPageBreak("A"+digits(row)))
	}
	if pg.frozen > 0 {
		err = errors.Join(err, sw.SetPanes(&excelize.Panes{Freeze: true, YSplit: pg.frozen, TopLeftCell: "A" + digits(pg.frozen+1), ActivePane: "bottomLeft"}))
	}
	if err != nil {
		return err
	}
	for i := range pg.lines {
		if i%512 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		if err := b.streamLine(sw, pg, i+1); err != nil {
			return err
		}
		p.Add(1)
	}
	return sw.Flush()
}

func (b *book) streamLine(sw *excelize.StreamWriter, pg *page, row int) error {
	l := pg.lines[row-1]
	at, opts := "A"+digits(row), excelize.RowOpts{Height: l.height}
	switch l.kind {
	case lineBlank, lineChart:
		return sw.SetRow(at, nil, opts)
	case lineCardLabel, lineCardValue, lineCardSub:
		return b.streamCards(sw, l, row)
	case lineHeader, lineRow, lineTotals:
		return b.streamRow(sw, pg, l, row)
	}
	first := 1
	if l.kind == lineSentence && l.topic != "" {
		first = 2
	}
	cells := make([]any, first)
	id, err := b.styleID(style{line: l.kind})
	if err != nil {
		return err
	}
	if first == 2 {
		topic, err := b.styleID(style{line: lineTopic})
		if err != nil {
			return err
		}
		cells[0] = excelize.Cell{StyleID: topic, Value: l.topic}
	}
	cells[first-1] = excelize.Cell{StyleID: id, Value: clip(l.text)}
	if err := sw.SetRow(at, cells, opts); err != nil {
		return err
	}
	if l.kind == lineText || l.kind == lineSentence {
		return merge(sw, first, pg.visible, row)
	}
	return nil
}

// merge joins columns [from, to] of a row.
func merge(sw *excelize.StreamWriter, from, to, row int) error {
	if to <= from {
		return nil
	}
	first, err := excelize.CoordinatesToCellName(from, row)
	if err != nil {
		return err
	}
	last, err := excelize.CoordinatesToCellName(to, row)
	if err != nil {
		return err
	}
	return sw.MergeCell(first, last)
}

// streamRow writes one row of a table.
func (b *book) streamRow(sw *excelize.StreamWriter, pg *page, l line, row int) error {
	cells, err := b.cells(pg, l, row)
	if err != nil {
		return err
	}
	opts := excelize.RowOpts{Height: l.height}
	if l.kind == lineRow && l.table.Rows[l.row].Minor {
		opts = excelize.RowOpts{Height: rowHeight + 0.5, Hidden: true, OutlineLevel: 1}
	}
	if err := sw.SetRow("A"+digits(row), cells, opts); err != nil {
		return err
	}
	sp := b.spots[l.table.Key]
	for j := range sp.span {
		if sp.span[j] > 1 {
			if err := merge(sw, sp.column[j], sp.column[j]+sp.span[j]-1, row); err != nil {
				return err
			}
		}
	}
	return nil
}

// streamCards writes one of the three rows of a row of cards.
func (b *book) streamCards(sw *excelize.StreamWriter, l line, row int) error {
	cells := make([]any, len(frontWidths))
	for i, card := range l.cards {
		cell, s := doc.TableCell{Value: card.Label}, style{line: l.kind, kind: doc.KindText}
		switch l.kind {
		case lineCardValue:
			cell, s.tone = card.Value, card.Tone
			s.kind, s.digits, s.signed = cell.Kind, cell.Digits, card.Signed
			s.digits = moneyDigits(s, cell, false)
		case lineCardSub:
			cell = card.Sub
		}
		x, err := b.excelCell(cell, s, nil, row)
		if err != nil {
			return err
		}
		column := cardColumns[i]
		cells[column-1], cells[column] = x, excelize.Cell{StyleID: x.StyleID}
	}
	if err := sw.SetRow("A"+digits(row), cells, excelize.RowOpts{Height: l.height}); err != nil {
		return err
	}
	for i := range l.cards {
		if err := merge(sw, cardColumns[i], cardColumns[i]+1, row); err != nil {
			return err
		}
	}
	return nil
}

// cells makes one row of a table.
func (b *book) cells(pg *page, l line, row int) ([]any, error) {
	sp := b.spots[l.table.Key]
	out := make([]any, len(pg.widths))
	for j := range l.table.Columns {
		cell, s := tableCell(l, j)
		if text, ok := cell.Value.(string); ok && !l.table.Columns[j].Hidden {
			if l.kind == lineHeader {
				text = twoLines(text, pg.spanWidth(sp.column[j], sp.span[j]))
				cell.Value = text
			}
			s.wrap = s.kind != doc.KindID && wraps(text, pg.spanWidth(sp.column[j], sp.span[j])) > 1
		}
		x, err := b.excelCell(cell, s, sp, row)
		if err != nil {
			return nil, err
		}
		for i := range sp.span[j] {
			out[sp.column[j]-1+i] = excelize.Cell{StyleID: x.StyleID}
		}
		out[sp.column[j]-1] = x
	}
	return out, nil
}

// tableCell is the content and style of column j.
func tableCell(l line, j int) (doc.TableCell, style) {
	column := l.table.Columns[j]
	s := style{line: l.kind, kind: column.Kind, digits: column.Digits, right: numericKind(column.Kind)}
	coarse := column.Kind == doc.KindMoney && largeMoney(l.table, j)
	switch l.kind {
	case lineHeader:
		return doc.TableCell{Value: column.Header}, s
	case lineTotals:
		cell := l.table.Totals[j]
		s.kind, s.digits = l.table.CellKind(j, cell)
		s.digits = moneyDigits(s, cell, coarse)
		if cell.Value == nil {
			cell.Value = ""
		}
		return cell, s
	}
	if j >= len(l.table.Rows[l.row].Cells) {
		return doc.TableCell{Value: ""}, s
	}
	cell := l.table.Rows[l.row].Cells[j]
	s.kind, s.digits = l.table.CellKind(j, cell)
	s.digits = moneyDigits(s, cell, coarse)
	s.input, s.muted, s.tone = cell.Input != nil, cell.Muted, cell.Tone
	if j == 0 && l.table.Group {
		s.group = true
		if sameGroup(l, l.row) {
			cell.Value = ""
		}
	}
	s.link = j == 0 && l.table.Rows[l.row].Link != ""
	if cell.Value == nil && (column.Blank || column.Hidden) && cell.Formula == "" {
		cell.Value = ""
	}
	return cell, s
}

// largeAmount is where cents stop to matter.
const largeAmount = 1000

// largeMoney reports whether a column holds amounts so large that cents are noise.
func largeMoney(t *doc.Table, j int) bool {
	for i := range t.Rows {
		if j < len(t.Rows[i].Cells) && isLarge(t.Rows[i].Cells[j].Value) {
			return true
		}
	}
	return false
}

func isLarge(v any) bool {
	x, ok := v.(float64)
	return ok && math.Abs(x) >= largeAmount
}

// moneyDigits: one column has one number of decimals; a cell among other kinds decides
// for itself.
func moneyDigits(s style, c doc.TableCell, coarse bool) int {
	if s.kind != doc.KindMoney {
		return s.digits
	}
	if coarse || isLarge(c.Value) {
		return 0
	}
	return 2
}

// undefinedMark stands for what cannot be observed or computed.
const undefinedMark = "—"

// excelCell writes one value. Texts are always typed as texts, so that nothing a file
// holds can become a formula.
func (b *book) excelCell(c doc.TableCell, s style, sp *spot, row int) (excelize.Cell, error) {
	var out excelize.Cell
	switch v := c.Value.(type) {
	case nil:
		out.Value, s.muted, s.text = undefinedMark, true, true
	case string:
		out.Value = b.text(v, s.kind)
		s.text = s.kind != doc.KindID
		if v == "" && c.Formula == "" {
			out.Value = nil
		}
	case int64:
		out.Value = v
	case float64:
		out.Value = v
		if math.IsNaN(v) || math.IsInf(v, 0) {
			out.Value, s.muted, s.text = undefinedMark, true, true
		}
	case engine.Day:
		out.Value, s.text = daySerial(v)
	default:
		return out, fmt.Errorf("xlsx: a cell holds a %T", v)
	}
	var err error
	if c.Formula != "" {
		if out.Formula, err = b.formula(c.Formula, sp, row); err != nil {
			return out, err
		}
	}
	out.StyleID, err = b.styleID(s)
	return out, err
}

// daySerial is Excel's number of a day; before March 1900 its calendar is wrong and
// the day stays text.
func daySerial(d engine.Day) (any, bool) {
	const epoch = 25569 // 1970-01-01
	if int(d)+epoch <= 60 {
		return d.String(), true
	}
	return int64(d) + epoch, false
}

// text masks ids and words when asked and cuts what a cell cannot hold.
func (b *book) text(s string, kind doc.Kind) string {
	if b.o.Masked && s != "" {
		switch kind {
		case doc.KindID:
			return b.mask(s)
		case doc.KindQuote:
			return undefinedMark
		}
	}
	return clip(s)
}

// mask numbers customers in the order of their first appearance: unlike a hash of a
// telephone number it cannot be turned back, and one customer has one number everywhere.
func (b *book) mask(id string) string {
	m, ok := b.masks[id]
	if !ok {
		m = fmt.Sprintf("M%06d", len(b.masks)+1)
		b.masks[id] = m
	}
	return m
}

// maxCellText is what Excel holds in one cell, in UTF-16 units; longer texts would be
// cut without a word.
const (
	maxCellText = 32767
	cutMark     = " …[cut/已截断]"
)

func clip(s string) string {
	if len(s) <= maxCellText {
		return s
	}
	units := 0
	limit := maxCellText - len(utf16.Encode([]rune(cutMark)))
	cut := len(s)
	for i, r := range s {
		n := utf16.RuneLen(r)
		if n < 0 {
			n = 1
		}
		if units <= limit && units+n > limit {
			cut = i
		}
		units += n
	}
	if units <= maxCellText {
		return s
	}
	return s[:cut] + cutMark
}
