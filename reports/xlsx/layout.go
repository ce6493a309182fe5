package xlsx

import (
	"slices"

	"huiliu/reports/doc"
)

// Sizes of a sheet. Points are those of row heights, pixels those of charts.
const (
	rowHeight   = 15.0 // points; the rows of a chart have exactly this height, so that it never covers a table
	rowPixels   = 20.0 // the same row in pixels
	chartRows   = 13   // rows of a chart above its table
	spareRows   = 11   // rows of a chart under a table that is not its own
	frontRows   = 12   // rows of the chart on the first page
	besideRows  = 14   // least rows of a chart beside its table
	leastBeside = 48.0 // characters a chart beside its table needs
	cardsPerRow = 3
)

// lineKind says what a row of a sheet is.
type lineKind int

const (
	lineBlank lineKind = iota
	lineTitle
	lineSubtitle
	lineHeading
	lineText
	lineSentence
	lineChart
	lineTableTitle
	lineNote
	lineHeader
	lineRow
	lineTotals
	lineCardLabel
	lineCardValue
	lineCardSub
	lineTopic
)

// line is one row of a sheet: its kind and what it shows.
type line struct {
	kind   lineKind
	text   string
	topic  string // lineSentence on the first page: what it is about
	table  *doc.Table
	row    int
	cards  []doc.Card
	height float64 // points
}

// page is one sheet with every row's place decided before anything is written.
type page struct {
	sheet   *doc.Sheet
	name    string
	lines   []line // lines[i] is row i+1
	spots   []*spot
	charts  []chartSpot
	units   []unit
	breaks  []int // rows that begin a printed page
	widths  []float64
	hidden  []bool
	visible int // columns that are printed
	frozen  int // rows that stay when scrolling
}

// spot says where a table stands.
type spot struct {
	page   *page
	table  *doc.Table // turned, when that is how it is written
	turned bool
	header int   // row of the column headers; data follow
	column []int // 1-based sheet column of each table column
	span   []int // sheet columns each takes
}

type chartSpot struct {
	ref           *doc.ChartRef
	row, column   int
	rows          int
	width, height uint // pixels
}

// layout decides the row and column of everything on a sheet.
func (b *book) layout(s *doc.Sheet, name string) *page {
	pg := &page{sheet: s, name: name}
	for i := range s.Blocks {
		if t := s.Blocks[i].Table; t != nil {
			pg.spots = append(pg.spots, newSpot(pg, t))
		}
	}
	pg.grid()
	start := 0
	if !s.Front {
		pg.push(line{kind: lineTitle, text: s.Title})
		pg.frozen = 1
	}
	if !s.Front && !s.List {
		pg.push(line{kind: lineSubtitle, text: b.d.Subtitle})
	}
	next := 0
	for i := 0; i < len(s.Blocks); i++ {
		i += b.place(pg, i, &next)
		pg.units = append(pg.units, unit{from: start, to: len(pg.lines)})
		start = len(pg.lines)
	}
	for i := range pg.lines {
		pg.lines[i].height = b.height(pg, pg.lines[i])
	}
	pg.paginate()
	return pg
}

func newSpot(pg *page, t *doc.Table) *spot {
	sp := &spot{page: pg, table: withoutMinor(t)}
	if !pg.sheet.List && turns(t) {
		sp.table, sp.turned = turn(t), true
	}
	return sp
}

// withoutMinor hides the columns a printed page has no room for.
func withoutMinor(t *doc.Table) *doc.Table {
	if !slices.ContainsFunc(t.Columns, func(c doc.Column) bool { return c.Minor }) {
		return t
	}
	out := *t
	out.Columns = slices.Clone(t.Columns)
	for j := range out.Columns {
		out.Columns[j].Hidden = out.Columns[j].Hidden || out.Columns[j].Minor
	}
	return &out
}

func (pg *page) push(l line) { pg.lines = append(pg.lines, l) }

func (pg *page) blank() { pg.push(line{}) }

// place puts one block down, or a chart with its table, and returns how many blocks
// besides the first it took. next is the table's place in pg.spots.
func (b *book) place(pg *page, at int, next *int) int {
	blk := &pg.sheet.Blocks[at]
	switch {
	case blk.Heading != "":
		pg.push(line{kind: lineTitle, text: blk.Heading})
	case blk.Text != "":
		pg.push(line{kind: lineText, text: blk.Text})
	case blk.Sentence != nil:
		pg.push(line{kind: lineSentence, text: blk.Sentence.Text, topic: blk.Topic})
	case len(blk.Cards) > 0:
		pg.placeCards(blk.Cards)
	case blk.Chart != nil:
		own := at+1 < len(pg.sheet.Blocks) && pg.sheet.Blocks[at+1].Table != nil && pg.sheet.Blocks[at+1].Table.Key == blk.Chart.Table
		if (own || blk.Chart.Beside && at+1 < len(pg.sheet.Blocks) && pg.sheet.Blocks[at+1].Table != nil) && b.beside(pg, blk.Chart, pg.spots[*next]) {
			*next++
			return 1
		}
		pg.placeChart(blk.Chart, own)
		if own { // one page for both
			b.placeTable(pg, pg.spots[*next])
			*next++
			return 1
		}
	case blk.Table != nil:
		b.placeTable(pg, pg.spots[*next])
		*next++
	}
	return 0
}

func (pg *page) placeCards(cards []doc.Card) {
	for len(cards) > 0 {
		n := min(cardsPerRow, len(cards))
		pg.blank()
		for _, kind := range []lineKind{lineCardLabel, lineCardValue, lineCardSub} {
			pg.push(line{kind: kind, cards: cards[:n]})
		}
		cards = cards[n:]
	}
	pg.blank()
}

// placeChart gives a chart rows of its own; own says that its table follows.
func (pg *page) placeChart(ref *doc.ChartRef, own bool) {
	rows := chartRows
	switch {
	case pg.sheet.Front:
		rows = frontRows
	case !own:
		rows = spareRows
	}
	pg.blank()
	pg.charts = append(pg.charts, chartSpot{ref: ref, row: len(pg.lines) + 1, column: 1, rows: rows,
		width: uint(min(pg.total(), landscapeWidth)*pixelsPerCharacter - 8), height: uint(float64(rows)*rowPixels - 8)})
	for range rows {
		pg.push(line{kind: lineChart})
	}
}

// beside draws a chart to the right of its table when there is room for both and the
// table fits a page.
func (b *book) beside(pg *page, ref *doc.ChartRef, sp *spot) bool {
	column, used := sp.right()+1, 0.0
	for _, w := range pg.widths[:sp.right()] {
		used += w
	}
	room := max(pg.total(), pg.printWidth()) - used - 2
	if pg.sheet.Front || pg.sheet.List || room < leastBeside || len(sp.table.Rows)-minorRows(sp.table) > mostBeside {
		return false
	}
	b.placeTable(pg, sp)
	top := sp.header
	shown := 1 + len(pg.lines) - top - minorRows(sp.table)
	rows := max(besideRows, min(shown, besideRows+8))
	for range rows - shown {
		pg.push(line{kind: lineChart})
	}
	pg.charts = append(pg.charts, chartSpot{ref: ref, row: top, column: column, rows: rows,
		width: uint(min(room, widestChart) * pixelsPerCharacter), height: uint(float64(rows) * rowPixels)})
	return true
}

// minorRows counts the rows that are folded away.
func minorRows(t *doc.Table) int {
	n := 0
	for i := range t.Rows {
		if t.Rows[i].Minor {
			n++
		}
	}
	return n
}

const (
	mostBeside  = 30    // rows of a table with a chart beside it
	widestChart = 100.0 // characters
)

// right is the last printed sheet column of a table.
func (sp *spot) right() int {
	last := 0
	for j, c := range sp.table.Columns {
		if !c.Hidden {
			last = max(last, sp.column[j]+sp.span[j]-1)
		}
	}
	return last
}

func (b *book) placeTable(pg *page, sp *spot) {
	t := sp.table
	if !pg.sheet.List {
		pg.blank()
		pg.push(line{kind: lineTableTitle, text: t.Title})
	}
	if t.Note != "" {
		pg.push(line{kind: lineNote, text: t.Note})
	}
	if !pg.sheet.Front {
		pg.push(line{kind: lineHeader, table: t})
	}
	sp.header = len(pg.lines)
	for i := range t.Rows {
		pg.push(line{kind: lineRow, table: t, row: i})
	}
	if t.Totals != nil {
		pg.push(line{kind: lineTotals, table: t})
	}
	if pg.sheet.List {
		pg.frozen = sp.header
	}
	b.spots[t.Key] = sp
}

// leastTurned and mostTurned say which tables are written as labels and values: many
// columns and hardly a row.
const (
	leastTurned = 12
	mostTurned  = 3
	turnedWidth = 24.0
)

func turns(t *doc.Table) bool {
	visible := 0
	for _, c := range t.Columns {
		if !c.Hidden {
			visible++
		}
	}
	if t.Columns[0].Kind != doc.KindText || t.Heat[0] != "" || visible < leastTurned || len(t.Rows) == 0 || len(t.Rows) > mostTurned || t.Totals != nil {
		return false
	}
	for _, row := range t.Rows {
		for _, cell := range row.Cells {
			if cell.Formula != "" {
				return false
			}
		}
	}
	return true
}

// turn makes rows of columns; the first column becomes the headers.
func turn(t *doc.Table) *doc.Table {
	out := &doc.Table{Key: t.Key, Title: t.Title, Note: t.Note, Columns: []doc.Column{{Key: "item", Header: t.Columns[0].Header, Kind: doc.KindText}}}
	for _, row := range t.Rows {
		header, _ := row.Cells[0].Value.(string)
		out.Columns = append(out.Columns, doc.Column{Key: row.Key, Header: header, Kind: doc.KindDecimal, Width: turnedWidth})
	}
	for j := 1; j < len(t.Columns); j++ {
		if t.Columns[j].Hidden {
			continue
		}
		cells := []doc.TableCell{{Value: t.Columns[j].Header, Kind: doc.KindText}}
		for _, row := range t.Rows {
			cell := row.Cells[j]
			cell.Kind, cell.Digits = t.CellKind(j, cell)
			cells = append(cells, cell)
		}
		out.Rows = append(out.Rows, doc.Row{Key: t.Columns[j].Key, Cells: cells})
	}
	return out
}
