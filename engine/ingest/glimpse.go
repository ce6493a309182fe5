package ingest

import (
	"bytes"
	"context"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"huiliu/engine"
	"huiliu/engine/ingest/jsonl"
	"huiliu/engine/ingest/markup"
	"huiliu/engine/ingest/sheet"
	"huiliu/engine/store/parquet"
)

// View is the beginning of a table in one reading.
type View struct {
	Kind       string          `json:"kind"`              // as Source.Kind
	Encoding   string          `json:"encoding"`          // as Source.Encoding
	Delimiter  string          `json:"delimiter"`         // as Source.Delimiter
	Entries    []string        `json:"entries,omitempty"` // the tables of an archive
	Entry      string          `json:"entry,omitempty"`   // the one shown
	Sheets     []string        `json:"sheets,omitempty"`  // the sheets of a workbook
	SheetRows  []int64         `json:"sheet_rows,omitempty"`
	Sheet      string          `json:"sheet,omitempty"`      // the one shown
	Header     int64           `json:"header"`               // line of the header row, 0 when there is none
	Names      []string        `json:"names,omitempty"`      // the columns, where they have names and no header row
	Lines      [][]string      `json:"lines"`                // the first rows, title rows and header included
	Numbers    []int64         `json:"numbers"`              // the line of each of them
	Candidates []EncodingGuess `json:"candidates,omitempty"` // of a text
}

// What a glimpse reads and shows at most.
const (
	glimpseRows  = 100
	glimpseBytes = 1 << 20
	glimpseSpot  = 128 << 10 // further places of a long text, for its encoding
	glimpseSpots = 4
	glimpseCell  = 200 // characters of a cell
	glimpseWords = 8 << 20
	// Merged cells are written behind the rows of a sheet: they are read only when it
	// has few rows.
	glimpseMerged = 5000
)

// Glimpse shows the first rows of a file, or of an entry of an archive ("" is the
// first table), read as c says. It takes about the same time whatever the size of the
// file, and never fails for an encoding that does not fit: the Candidates say which
// ones would. SheetRows is 0 where the number of rows is not written in the file.
func Glimpse(ctx context.Context, name, entry string, c Choice) (View, error) {
	var v View
	err := c.Check()
	if err == nil {
		err = v.read(ctx, name, entry, c)
	}
	if err != nil {
		return View{}, readError(ctx, name, err)
	}
	return v, nil
}

func (v *View) read(ctx context.Context, name, entry string, c Choice) error {
	m, err := v.member(name, entry)
	if err != nil {
		return err
	}
	kind, err := m.kind(ctx)
	if err != nil {
		return err
	}
	switch v.Kind = kind; kind {
	case kindXLSX, kindXLS:
		return v.book(ctx, m, c)
	case kindParquet:
		return v.parquet(ctx, m)
	case kindText:
		return v.text(ctx, m, c)
	case "xlsb", "ods":
		return failKind(name, kind)
	case kindZip, kindGzip:
		return fail("import.nested_zip", name, nil)
	}
	return fail("import.not_a_table", name, nil)
}

// member finds what to show of a file.
func (v *View) member(name, entry string) (member, error) {
	m := member{path: name}
	head, size, err := readFirst(name)
	if err != nil {
		return m, err
	}
	switch magic(head) {
	case kindGzip:
		m.packed = kindGzip
	case kindZip:
		files, err := entries(name, size)
		if err != nil {
			return m, err
		}
		if zipKind(files) != kindZip {
			return m, nil
		}
		v.Entries, _ = tableEntries(files)
		if entry == "" && len(v.Entries) > 0 {
			entry = v.Entries[0]
		}
		if !slices.Contains(v.Entries, entry) {
			return m, archiveProblem(name, files)
		}
		v.Entry, m.packed, m.entry = entry, kindZip, entry
	}
	return m, nil
}

// readFirst returns the first bytes of a file and its size.
func readFirst(name string) (head []byte, size int64, err error) {
	file, size, err := openRegular(name)
	if err != nil {
		return nil, 0, err
	}
	defer file.Close()
	if size == 0 {
		return nil, 0, fail("import.empty_file", name, nil)
	}
	head = make([]byte, 512)
	n, err := io.ReadFull(file, head)
	if err != nil && err != io.ErrUnexpectedEOF {
		return nil, 0, fail("import.cannot_open", name, err)
	}
	return head[:n], size, nil
}

// text shows a text file, or the page, workbook or records it holds.
func (v *View) text(ctx context.Context, m member, c Choice) error {
	head, whole, err := firstBytes(ctx, m)
	if err != nil {
		return err
	}
	if len(head) == 0 {
		return fail("import.empty_file", m.path, nil)
	}
	piece := head
	if !whole {
		piece = slices.Concat(head[:bytes.LastIndexByte(head, '\n')+1], spots(m))
	}
	v.Candidates = guesses(piece, !whole)
	if v.Encoding = encodingNamed(c.Encoding); v.Encoding == "" || v.Encoding == encUTF8 && mark(head) != "" {
		v.Encoding = quickEncoding(piece, v.Candidates)
	}
	text, err := io.ReadAll(decoder(bytes.NewReader(head), v.Encoding))
	if err != nil {
		return err
	}
	if v.Kind, err = contentKind(text[:min(len(text), headSize)], whole, m.path); err != nil {
		return err
	}
	switch v.Kind {
	case kindHTML, kindXML:
		return v.markup(text, c)
	case kindJSON:
		return v.records(ctx, text, whole)
	}
	end := byte('\n')
	if bytes.IndexByte(text, '\n') < 0 && bytes.IndexByte(text, '\r') >= 0 {
		end = '\r'
	}
	if v.Delimiter = c.Delimiter; v.Delimiter == "" {
		v.Delimiter = chooseDelimiter(text[:min(len(text), headSize)], end, !whole || len(text) > headSize)
	}
	v.Kind = textKind(m.name(), v.Delimiter)
	if !whole {
		text = text[:bytes.LastIndexByte(text, end)+1]
	}
	return v.rows(newTextReader(bytes.NewReader(text), v.Delimiter, end, nil), look{header: c.Header}, c)
}

// firstBytes returns the beginning of a text, and whether that is all of it.
func firstBytes(ctx context.Context, m member) (head []byte, whole bool, err error) {
	in, closing, err := m.open(ctx, engine.NoProgress{})
	if err != nil {
		return nil, false, err
	}
	head, err = io.ReadAll(io.LimitReader(in, glimpseBytes+1))
	if err = firstError(err, closing()); err != nil {
		return nil, false, err
	}
	return head[:min(len(head), glimpseBytes)], len(head) <= glimpseBytes, nil
}

// spots reads whole lines at further places of a long file that is not packed.
func spots(m member) []byte {
	if m.packed != "" {
		return nil
	}
	file, size, err := openRegular(m.path)
	if err != nil {
		return nil
	}
	defer file.Close()
	var out []byte
	b := make([]byte, glimpseSpot)
	for i := range int64(glimpseSpots) {
		n, _ := file.ReadAt(b, glimpseBytes+(size-glimpseBytes)/glimpseSpots*i)
		from, to := bytes.IndexByte(b[:n], '\n'), bytes.LastIndexByte(b[:n], '\n')
		if from >= 0 && from < to {
			out = append(out, b[from+1:to+1]...)
		}
	}
	return out
}

// quickEncoding is what the whole text is likely to be, by some of it.
func quickEncoding(piece []byte, list []EncodingGuess) string {
	scan := encodingScan{}
	_, _ = scan.Write(piece) // never fails
	if e := mark(scan.head); e != "" {
		return e
	}
	if e := scan.wide(); e != "" {
		return e
	}
	best := -1.0
	encoding := encUTF8
	for i, g := range list[:4] { // those that ASCII is a part of
		if g.Valid && i == 0 {
			return encUTF8
		}
		if g.Valid && g.Share > best {
			best, encoding = g.Share, choosable[i].encoding
		}
	}
	return encoding
}

// rows shows the first rows of a table.
func (v *View) rows(r rowReader, l look, c Choice) error {
	head, err := readHead(within(r, c), l.header)
	if err != nil && err != io.EOF {
		return err
	}
	if l.names != nil {
		v.Names = l.names
	} else {
		h, err := readHeader(head, l)
		if err != nil {
			return err
		}
		if h.at >= 0 {
			v.Header = head[h.at].line
		}
	}
	v.Lines, v.Numbers = [][]string{}, []int64{}
	for _, r := range head[:min(len(head), glimpseRows)] {
		for i, s := range r.cells {
			r.cells[i] = clip(s)
		}
		v.Lines, v.Numbers = append(v.Lines, r.cells), append(v.Numbers, r.line)
	}
	return nil
}

func clip(s string) string {
	if len(s) <= glimpseCell {
		return s
	}
	n := 0
	for i := range s {
		if n++; n > glimpseCell {
			return s[:i] + "…"
		}
	}
	if !utf8.ValidString(s) {
		return strings.ToValidUTF8(s, "\uFFFD")
	}
	return s
}

// book shows a sheet of a workbook, the first with rows when none is asked for.
func (v *View) book(ctx context.Context, m member, c Choice) error {
	b, err := openWorkbook(ctx, m, v.Kind, "", engine.NoProgress{})
	if err != nil {
		return err
	}
	defer func() { _ = b.close() }() // only read from
	v.Sheets, v.SheetRows = b.names, make([]int64, len(b.names))
	if b.preview != nil {
		b.preview(glimpseWords)
		for i, name := range b.names {
			v.SheetRows[i] = b.size(name)
		}
	}
	return v.sheets(ctx, m.path, b, c)
}

func (v *View) sheets(ctx context.Context, file string, b *workbook, c Choice) error {
	if c.Sheet != "" && !slices.Contains(b.names, c.Sheet) && !slices.Equal(b.names, []string{""}) {
		return failPlace("import.no_such_sheet", file, engine.Args{"sheet": c.Sheet, "sheets": strings.Join(b.names, ", ")})
	}
	for _, name := range b.names {
		if c.Sheet != "" && name != c.Sheet && name != "" {
			continue
		}
		rows, err := b.rows(name)
		if err != nil {
			return err
		}
		v.Sheet = name
		l := look{sheet: true, header: c.Header}
		if n := slices.Index(v.Sheets, name); v.Kind != kindXLSX || v.SheetRows[n] > 0 && v.SheetRows[n] <= glimpseMerged {
			l.merges = func() ([]sheet.Range, error) {
				merges, err := b.merges(name, rows)
				return shifted(merges, c.FirstColumn), err
			}
		}
		err = v.rows(&gapped{ctx: ctx, src: rows}, l, c)
		if err = firstError(err, rows.Close()); err != nil || len(v.Lines) > 0 {
			return err
		}
	}
	return nil
}

// markup shows a web page or a workbook kept in one XML text.
func (v *View) markup(text []byte, c Choice) error {
	b := &workbook{names: []string{""}}
	if v.Kind == kindHTML {
		best, err := markup.Find(bytes.NewReader(text))
		if err != nil {
			return err
		}
		if best.Table < 0 || best.Login {
			return &engine.Error{Code: "import.web_page"}
		}
		b.rows = func(string) (numbered, error) {
			return unclosed{markup.NewRows(bytes.NewReader(text), best.Table)}, nil
		}
		b.merges = func(_ string, r numbered) ([]sheet.Range, error) {
			return r.(unclosed).numbered.(*markup.Rows).Merges(), nil
		}
	} else {
		names, err := sheet.FlatSheets(bytes.NewReader(text))
		if len(names) == 0 {
			return firstError(err, &engine.Error{Code: "import.no_rows"}) // a cut text ends in an error behind the sheets seen so far
		}
		b.names = names
		b.rows = func(name string) (numbered, error) { return unclosed{sheet.NewFlat(bytes.NewReader(text), name)}, nil }
		b.merges = func(_ string, r numbered) ([]sheet.Range, error) {
			return r.(unclosed).numbered.(*sheet.Flat).Merges(), nil
		}
	}
	v.Sheets = b.names
	return v.sheets(context.Background(), "", b, c)
}

// unclosed shows what a cut text holds: its end is the end of the rows.
type unclosed struct{ numbered }

// Close implements io.Closer.
func (u unclosed) Close() error { return nil }

// Next returns the next row that is whole.
func (u unclosed) Next() (int, []string, error) {
	n, cells, err := u.numbered.Next()
	if err != nil {
		err = io.EOF
	}
	return n, cells, err
}

// records shows JSON records.
func (v *View) records(ctx context.Context, text []byte, whole bool) error {
	if !whole {
		text = text[:bytes.LastIndexByte(text, '\n')+1]
	}
	names, err := jsonl.Columns(ctx, bytes.NewReader(text))
	if err != nil && whole {
		return err
	}
	r := &jsonRows{src: jsonl.NewRows(ctx, bytes.NewReader(text), names), closing: func() error { return nil }}
	return v.rows(unbroken{r, whole}, look{names: names}, Choice{})
}

// unbroken ends a cut text where it breaks off.
type unbroken struct {
	rowReader
	whole bool
}

func (u unbroken) next() (*row, error) {
	r, err := u.rowReader.next()
	if err != nil && !u.whole {
		err = io.EOF
	}
	return r, err
}

func (v *View) parquet(ctx context.Context, m member) (err error) {
	if m.packed != "" {
		return failKind(m.path, m.packed+" > parquet")
	}
	t, err := parquet.Open(ctx, m.path)
	if err != nil {
		return err
	}
	defer func() { err = firstError(err, t.Close()) }()
	return v.rows(&columnRows{src: t}, look{names: t.Columns()}, Choice{})
}
