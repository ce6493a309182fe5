package xlsx

import (
	"math"
	"strings"

	"huiliu/reports/doc"
)

// Widths in characters.
const (
	minWidth           = 8.5
	maxNumber          = 15.0  // a column of numbers
	maxLabel           = 36.0  // the first column
	longText           = 15.0  // a text beyond this takes several columns
	maxText            = 50.0  // and at most so much; the rest is wrapped
	unitWidth          = 10.0  // a column that only carries part of a long text
	maxListText        = 42.0  // a column of a list
	landscapeWidth     = 140.0 // a printed page at full size
	portraitWidth      = 94.0
	sampledRows        = 300 // rows looked at for column widths
	pixelsPerCharacter = 7.0
)

// frontWidths are the columns of the first page: three cards of two columns.
var frontWidths = [...]float64{18, 12, 2, 15, 15, 2, 15, 15}

// cardColumns are the first columns of the cards there.
var cardColumns = [...]int{1, 4, 7}

func (pg *page) printWidth() float64 {
	if pg.sheet.Front || pg.sheet.Portrait {
		return portraitWidth
	}
	return landscapeWidth
}

// total is the printed width.
func (pg *page) total() float64 {
	sum := 0.0
	for _, w := range pg.widths[:pg.visible] {
		sum += w
	}
	return sum
}

// grid decides the sheet columns of every table and their widths. All tables of a
// sheet share the columns: numbers take one each, long texts run over several, so that
// a text in one table does not stretch the numbers of another.
func (pg *page) grid() {
	switch {
	case pg.sheet.Front:
		pg.frontGrid()
		return
	case pg.sheet.List:
		for _, sp := range pg.spots {
			pg.columns(sp, func(int, float64) int { return 1 })
		}
	default:
		for _, sp := range pg.spots {
			pg.columns(sp, func(j int, need float64) int {
				if j == 0 || need <= longText {
					return 1
				}
				return int(math.Ceil(need / unitWidth))
			})
		}
	}
	pg.visible = len(pg.widths)
	if rest := pg.printWidth() - pg.total(); rest > 0 && !pg.sheet.List {
		pg.widths = append(pg.widths, max(rest, 1))
		pg.visible++
	}
	pg.hidden = make([]bool, pg.visible)
	pg.tuckAway()
}

func (pg *page) frontGrid() {
	pg.widths = append(pg.widths, frontWidths[:]...)
	pg.visible, pg.hidden = len(pg.widths), make([]bool, len(pg.widths))
	for _, sp := range pg.spots {
		sp.column, sp.span = []int{1, 2}, []int{1, len(pg.widths) - 1}
	}
}

// columns lays the printed columns of a table out from the left.
func (pg *page) columns(sp *spot, spanOf func(j int, need float64) int) {
	next := 1
	sp.column, sp.span = make([]int, len(sp.table.Columns)), make([]int, len(sp.table.Columns))
	for j, c := range sp.table.Columns {
		sp.span[j] = 1
		if c.Hidden {
			continue
		}
		need := columnWidth(sp.table, j, pg.sheet.List)
		n := spanOf(j, need)
		sp.column[j], sp.span[j] = next, n
		each := need
		if n > 1 {
			each = unitWidth
		}
		for i := range n {
			pg.widen(next+i, each)
		}
		next += n
	}
}

// tuckAway puts hidden columns to the right of everything, so that hiding them hides
// nothing of another table.
func (pg *page) tuckAway() {
	for _, sp := range pg.spots {
		next := pg.visible + 1
		for j, c := range sp.table.Columns {
			if !c.Hidden {
				continue
			}
			sp.column[j] = next
			for len(pg.widths) < next {
				pg.widths, pg.hidden = append(pg.widths, minWidth), append(pg.hidden, true)
			}
			next++
		}
	}
}

func (pg *page) widen(column int, width float64) {
	for len(pg.widths) < column {
		pg.widths = append(pg.widths, minWidth)
	}
	pg.widths[column-1] = max(pg.widths[column-1], width)
}

// spanWidth is the width of n columns from the 1-based column on.
func (pg *page) spanWidth(column, n int) float64 {
	sum := 0.0
	for _, w := range pg.widths[column-1 : min(column-1+n, len(pg.widths))] {
		sum += w
	}
	return sum
}

// columnWidth is what a column needs: its content, and its header on two lines.
func columnWidth(t *doc.Table, j int, list bool) float64 {
	c := t.Columns[j]
	if c.Width > 0 {
		return c.Width
	}
	width := 0.0
	cells := t.Rows[:min(len(t.Rows), sampledRows)]
	for i := range cells {
		if j < len(cells[i].Cells) {
			width = max(width, cellWidth(t, j, cells[i].Cells[j])+2)
		}
	}
	if t.Totals != nil {
		width = max(width, cellWidth(t, j, t.Totals[j])+2)
	}
	width = max(width, min(headerNeed(c.Header), 14))
	switch {
	case numericKind(c.Kind):
		return max(minWidth, min(width, maxNumber))
	case list:
		return max(minWidth, min(width, maxListText))
	case j == 0:
		return max(minWidth, min(width, maxLabel))
	}
	return max(minWidth, min(width, maxText))
}

// headerNeed is the width a header needs on two lines.
func headerNeed(header string) float64 {
	first, second, found := strings.Cut(twoLines(header, 0), "\n")
	if found {
		return max(textCells(first), textCells(second)) + 2
	}
	n := textCells(header)
	if n <= 10 {
		return n + 2
	}
	return math.Ceil(n/2) + 3
}

// twoLines breaks a header before its unit when it does not fit a width.
func twoLines(header string, width float64) string {
	if textCells(header) <= width-1.5 {
		return header
	}
	for _, open := range []string{"（", " ("} {
		if i := strings.LastIndex(header, open); i > 0 {
			return header[:i] + "\n" + strings.TrimLeft(header[i:], " ")
		}
	}
	return header
}

func cellWidth(t *doc.Table, j int, c doc.TableCell) float64 {
	switch v := c.Value.(type) {
	case string:
		return textCells(v)
	case nil:
		return 2
	default:
		kind, digits := t.CellKind(j, c)
		return numberWidth(v, kind, digits)
	}
}

func numericKind(k doc.Kind) bool {
	switch k {
	case doc.KindInt, doc.KindDecimal, doc.KindMoney, doc.KindPercent, doc.KindDay, doc.KindMonth:
		return true
	}
	return false
}

func numberWidth(v any, kind doc.Kind, digits int) float64 {
	var n float64
	switch v := v.(type) {
	case int64:
		n = float64(v)
	case float64:
		n = v
	default:
		if kind == doc.KindMonth {
			return 7
		}
		return 10 // a day
	}
	width := 1.0
	if n < 0 {
		n, width = -n, 2
	}
	whole := n < 1000
	for ; n >= 10; n /= 10 {
		width += 1.34 // a digit and its part of the separators
	}
	switch {
	case kind == doc.KindMoney && whole:
		width += 3
	case kind == doc.KindDecimal || kind == doc.KindPercent:
		width += float64(digits) + 2
	}
	return width
}

// textCells counts the columns a text takes on screen.
func textCells(s string) float64 {
	n := 0.0
	for _, r := range s {
		if r >= 0x1100 {
			n += 2
		} else {
			n++
		}
	}
	return n
}
