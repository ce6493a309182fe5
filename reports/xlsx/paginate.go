package xlsx

import (
	"math"
	"strings"
)

// A printed page in points, margins taken off, and what a character takes there. A
// little is kept back: programs do not agree on the size of a row.
const (
	pointsPerCharacter = 5.5
	landscapeTall      = 512.0
	landscapeWide      = 770.0
	portraitTall       = 752.0
	portraitWide       = 523.0
	leastLeft          = 0.34 // share of a page worth beginning a long table on
	fill               = 0.95 // a Han character is a little less than two of width
	leastRows          = 5    // rows of a table on each side of a break
)

// unit is what should stand on one printed page: rows [from, to) of page.lines.
type unit struct {
	from, to int
}

// paginate decides where printed pages begin, so that a chart, its table and a short
// table are not torn apart. Lists repeat their header and need no help.
func (pg *page) paginate() {
	if pg.sheet.List || pg.sheet.Front {
		return
	}
	tall, wide := landscapeTall, landscapeWide
	if pg.sheet.Portrait {
		tall, wide = portraitTall, portraitWide
	}
	page := tall / min(1, wide/(pg.total()*pointsPerCharacter))
	y := 0.0
	for _, u := range pg.units {
		h, head := pg.tall(u.from, u.to), pg.head(u)
		begins := y+pg.tall(u.from, head) <= page && page-y >= leastLeft*page
		switch {
		case y+h <= page:
			y += h
		case h <= page && (y == 0 || !begins || !splits(u, head)):
			pg.cut(u.from)
			y = h
		default:
			if !begins || !splits(u, head) {
				pg.cut(u.from)
				y = 0
			}
			y = pg.flow(u, head, y, page)
		}
	}
}

func (pg *page) tall(from, to int) float64 {
	h := 0.0
	for _, l := range pg.lines[from:to] {
		h += l.height
	}
	return h
}

// head is the row before which a unit is not torn: its chart, above its table or beside
// it, and a few rows.
func (pg *page) head(u unit) int {
	head := u.from + leastRows
	for _, c := range pg.charts {
		if c.row > u.from && c.row <= u.to {
			head = max(head, c.row-1+c.rows)
			if c.column == 1 {
				head += leastRows
			}
		}
	}
	return min(head, u.to)
}

// splits reports whether a unit may go over two pages: a long table.
func splits(u unit, head int) bool {
	return u.to-u.from > 4*leastRows && u.to-head >= leastRows
}

// flow breaks a long table between rows, before a group when one begins near, and
// never leaves a few rows alone.
func (pg *page) flow(u unit, head int, y, page float64) float64 {
	least := head
	for i := u.from; i < u.to; i++ {
		if y+pg.lines[i].height > page {
			cut := pg.groupStart(i, least)
			if rest := u.to - cut; rest < leastRows {
				cut = max(least, u.to-leastRows)
			}
			cut = min(cut, i)
			pg.cut(cut)
			y = pg.tall(cut, i)
			least = cut + leastRows
		}
		y += pg.lines[i].height
	}
	return y
}

// groupStart looks back from row i for the first row of a group.
func (pg *page) groupStart(i, least int) int {
	for k := i; k > max(least, i-9); k-- {
		if l := pg.lines[k]; l.kind == lineRow && l.table.Group && !sameGroup(l, l.row) && l.height > 0 {
			return k
		}
	}
	return i
}

func (pg *page) cut(row int) {
	if row > 0 {
		pg.breaks = append(pg.breaks, row+1)
	}
}

// sameGroup reports whether a row repeats the group of the row above.
func sameGroup(l line, row int) bool {
	return l.table.Group && row > 0 && l.table.Rows[row].Cells[0].Value == l.table.Rows[row-1].Cells[0].Value
}

// height is what a row takes, in points; programs do not fit merged rows themselves.
func (b *book) height(pg *page, l line) float64 {
	switch l.kind {
	case lineTitle:
		return 27
	case lineTableTitle:
		return 21
	case lineCardLabel:
		return 17
	case lineCardValue:
		return 29
	case lineCardSub:
		return 17
	case lineBlank:
		return pg.blankHeight()
	case lineChart:
		return rowHeight
	case lineText:
		return 5 + 15.5*math.Ceil(textCells(l.text)/max(pg.spanWidth(1, pg.visible), 1))
	case lineSentence:
		return 5 + 14.5*math.Ceil(textCells(l.text)/max(pg.spanWidth(2, pg.visible-1), 1))
	case lineHeader, lineRow, lineTotals:
		if l.kind == lineRow && l.table.Rows[l.row].Minor {
			return 0
		}
		return b.rowTall(pg, l)
	}
	return 16
}

func (pg *page) blankHeight() float64 {
	if pg.sheet.Front {
		return 7
	}
	return 12
}

func (b *book) rowTall(pg *page, l line) float64 {
	sp := b.spots[l.table.Key]
	lines := 1.0
	for j := range l.table.Columns {
		if l.table.Columns[j].Hidden {
			continue
		}
		cell, _ := tableCell(l, j)
		if text, ok := cell.Value.(string); ok {
			width := pg.spanWidth(sp.column[j], sp.span[j])
			if l.kind == lineHeader {
				text = twoLines(text, width)
			}
			lines = max(lines, wraps(text, width))
		}
	}
	return min(409, 2.5+13*lines)
}

// wraps is how many lines a text takes in a width.
func wraps(text string, width float64) float64 {
	n := fill * textCells(text)
	if n <= width-1.5 && !strings.Contains(text, "\n") {
		return 1
	}
	lines := 0.0
	for part := range strings.SplitSeq(text, "\n") {
		lines += max(1, math.Ceil(fill*textCells(part)/max(width-1.5, 1)))
	}
	return lines
}
