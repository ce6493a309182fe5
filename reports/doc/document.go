package doc

import (
	"huiliu/assets"
	"huiliu/engine"
)

// Document is the report in one language: what the workbook, the window and the
// command line show. It holds no layout; formulas are symbolic (see TableCell).
type Document struct {
	Lang     assets.Lang
	Title    string
	Subtitle string
	Currency string // ISO code, "" when unknown
	Sheets   []Sheet
	Summary  []Sentence
	Findings []Sentence // of the pages between: what each page says first
	Charts   []Chart
	Names    []Name // defined names of the assumption cells
}

// Name is a defined name for one cell.
type Name struct {
	Name   string
	Table  string
	Row    string
	Column string
}

// Sheet is one page of the report.
type Sheet struct {
	Key    string
	Title  string
	Blocks []Block
	List   bool // one long table: frozen header, filter, every row printed
	Front  bool // the first page: no grid lines
	Inputs bool // protected except for its input cells, no password
	// Portrait is printed upright, for long narrow tables.
	Portrait bool
}

// Card is one headline figure of the first page, read from a table by its formula.
type Card struct {
	Key    string
	Label  string
	Value  TableCell
	Sub    TableCell // interval, base or source, in small print
	Tone   Tone
	Signed bool // a difference: shown with its sign
}

// Block is one piece of a sheet; exactly one field is set.
type Block struct {
	Heading  string
	Text     string
	Sentence *Sentence
	Topic    string // with Sentence: what it is about, in a word
	Cards    []Card
	Table    *Table
	Chart    *ChartRef
}

// Kind says how the cells of a column are written.
type Kind string

// The kinds of cells.
const (
	KindText    Kind = "text"
	KindInt     Kind = "int"
	KindDecimal Kind = "decimal"
	KindMoney   Kind = "money"
	KindPercent Kind = "percent"
	KindDay     Kind = "day"
	KindMonth   Kind = "month" // a day shown as its month
	KindID      Kind = "id"    // text; replaced in a masked report
	KindQuote   Kind = "quote" // a customer's own words; left out of a masked report
)

// Table is one table. Keys of tables are unique in the document, keys of rows and
// columns in the table.
type Table struct {
	Key     string
	Title   string
	Note    string
	Columns []Column
	Rows    []Row
	Totals  []TableCell // nil for none
	Heat    [2]string   // first and last column coloured by value, empty for none
	Group   bool        // rows with the same first cell belong together
}

// Column is one column.
type Column struct {
	Key    string
	Header string // with the unit
	Kind   Kind
	Digits int     // decimals of KindDecimal and KindPercent
	Width  float64 // characters; 0 fits the content
	Hidden bool    // checks and helpers of formulas
	Minor  bool    // hidden in the workbook only: detail that a printed page has no room for
	Blank  bool    // undefined cells stay empty instead of "—": columns that charts draw
}

// Row is one row.
type Row struct {
	Key   string
	Cells []TableCell
	Link  string // sheet key the first cell links to
	Minor bool   // folded away in the workbook: detail that a printed page has no room for
}

// TableCell is one cell. Value is a string, float64, int64, engine.Day, or nil for
// what cannot be observed or computed; it is the value of Formula too.
//
// A formula names cells instead of addressing them: {net} is column net of the same
// row, {budget_yuan} a name of Document.Names, {segments.net:col} all data rows of a
// column, {contacts:above} the same column from the header row to the row above,
// {kpis.value@lost_revenue} one cell.
type TableCell struct {
	Value   any
	Formula string
	Kind    Kind   // overrides the column's
	Digits  int    // with Kind
	Input   *Input // a cell to be changed by the reader
	Muted   bool   // open or too small: drawn pale
	Tone    Tone   // coloured background; never the only sign
	Group   Group  // customers the number counts, to be listed; zero for none
}

// Input is what may be typed into an input cell.
type Input struct {
	Low, High float64
	Whole     bool
	Words     []string // one of these instead of a number
	Hint      string
}

// ChartRef places a chart of Document.Charts, drawn from the cells of a table.
type ChartRef struct {
	Key     string // of the Chart: its texts
	Kind    ChartKind
	Table   string
	X       string // column of categories or x values
	Series  []ChartColumn
	From    int // rows [From, To) of the table; To 0 is all
	To      int
	Stacked bool
	Beside  bool // to the right of the table that follows, though it draws another
}

// ChartColumn is one series of a placed chart.
type ChartColumn struct {
	Column string
	Tone   Tone
}

// CellRef says which cell a figure of a sentence is.
type CellRef struct {
	Arg       string `json:"arg"`
	SheetKey  string `json:"sheet"`
	TableKey  string `json:"table"`
	RowKey    string `json:"row"`
	ColumnKey string `json:"column"`
	Value     any    `json:"value"`
	Shown     string `json:"shown"`
}

// Sentence is one finding in words; every figure in Text is one of Cells.
type Sentence struct {
	Key   string    `json:"key"`
	Text  string    `json:"text"`
	Cells []CellRef `json:"cells"`
}

// FindTable returns a table and the sheet it stands on.
func (d *Document) FindTable(key string) (*Sheet, *Table) {
	for i := range d.Sheets {
		for _, b := range d.Sheets[i].Blocks {
			if b.Table != nil && b.Table.Key == key {
				return &d.Sheets[i], b.Table
			}
		}
	}
	return nil, nil
}

// FindChart returns the chart with that key.
func (d *Document) FindChart(key string) (Chart, bool) {
	for _, c := range d.Charts {
		if c.Key == key {
			return c, true
		}
	}
	return Chart{}, false
}

// Finding returns the sentence with that key, of the summary or of a page.
func (d *Document) Finding(key string) (Sentence, bool) {
	for _, list := range [...][]Sentence{d.Summary, d.Findings} {
		for _, s := range list {
			if s.Key == key {
				return s, true
			}
		}
	}
	return Sentence{}, false
}

// Texts returns the sentences as plain texts.
func (d *Document) Texts() []string {
	out := make([]string, len(d.Summary))
	for i, s := range d.Summary {
		out[i] = s.Text
	}
	return out
}

// ColumnIndex returns the position of a column, -1 when there is none.
func (t *Table) ColumnIndex(key string) int {
	for i := range t.Columns {
		if t.Columns[i].Key == key {
			return i
		}
	}
	return -1
}

// RowIndex returns the position of a row, -1 when there is none.
func (t *Table) RowIndex(key string) int {
	for i := range t.Rows {
		if t.Rows[i].Key == key {
			return i
		}
	}
	return -1
}

// Cell returns one cell of the table.
func (t *Table) Cell(row, column string) (TableCell, bool) {
	i, j := t.RowIndex(row), t.ColumnIndex(column)
	if i < 0 || j < 0 || j >= len(t.Rows[i].Cells) {
		return TableCell{}, false
	}
	return t.Rows[i].Cells[j], true
}

// CellKind returns how cell j of a row is written.
func (t *Table) CellKind(j int, c TableCell) (Kind, int) {
	if c.Kind != "" {
		return c.Kind, c.Digits
	}
	return t.Columns[j].Kind, t.Columns[j].Digits
}

// number turns an engine number into a cell value.
func number(n engine.Number) any {
	if !n.Defined() {
		return nil
	}
	return float64(n)
}

// float turns a float into a cell value.
func float(v float64) any { return number(engine.Number(v)) }
