package ingest

import (
	"context"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"huiliu/engine"
	"huiliu/engine/ingest/sheet"
	"huiliu/engine/store/parquet"
)

// Sniff looks at a whole file and returns one Source per usable table: the file
// itself, the tables of a .zip, the sheets of a workbook. What is wrong with a file
// that holds no table is an *engine.Error; what the user should look at is in the
// Warnings of the source. Tables whose role is RoleUnknown are returned too.
func Sniff(ctx context.Context, name string, p engine.Progress) ([]Source, error) {
	return SniffAs(ctx, name, Choice{}, p)
}

// SniffAs is Sniff with a reading the user has chosen; the sources keep the choice,
// so that Load reads them in the same way. A choice that does not fit the file is an
// *engine.Error: import.wrong_encoding with the line of the first bytes that are no
// text, import.no_such_sheet, import.no_such_line, or those of Choice.Check.
func SniffAs(ctx context.Context, name string, c Choice, p engine.Progress) ([]Source, error) {
	if err := c.Check(); err != nil {
		return nil, readError(ctx, name, err)
	}
	words, err := lexiconOnce()
	if err != nil {
		return nil, err
	}
	kind, size, err := fileKind(name)
	if err != nil {
		return nil, err
	}
	p.Stage("import.sniff", 2*size)
	s := sniffer{words: words, name: name, choice: c, bytes: size, p: p}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	d := startDigest(ctx, name)
	out, err := s.file(ctx, kind)
	if err != nil {
		return nil, err
	}
	sum, err := d.wait()
	for i := range out {
		out[i].SHA256 = sum
	}
	return out, err
}

// file looks at a file of that kind.
func (s *sniffer) file(ctx context.Context, kind string) ([]Source, error) {
	switch kind {
	case kindZip:
		return s.archive(ctx)
	case kindGzip:
		m := member{path: s.name, packed: kindGzip}
		kind, err := m.kind(ctx)
		if err != nil {
			return nil, err
		}
		return s.member(ctx, m, kind)
	}
	return s.member(ctx, member{path: s.name}, kind)
}

type sniffer struct {
	words  *lexicon
	name   string
	choice Choice
	bytes  int64 // size of the file
	p      engine.Progress
	// For tests; 0 is as many as there are cores, and blockSize.
	workers, blockSize int
}

// source begins the source of a table; sheet is its name inside the member.
func (s *sniffer) source(m member, kind, sheet string) Source {
	if m.entry != "" {
		sheet = strings.TrimSuffix(m.entry+"/"+sheet, "/")
	}
	src := Source{Path: s.name, Name: filepath.Base(s.name), Entry: m.entry, Sheet: sheet, Kind: kind, Bytes: s.bytes}
	src.Choice = s.choice.of(kind)
	if src.Choice.Ranged() {
		src.Sheet = strings.TrimPrefix(sheet+rangeMark+src.Choice.rangeName(), rangeMark)
	}
	return src
}

// member looks at one file or entry of that kind.
func (s *sniffer) member(ctx context.Context, m member, kind string) (out []Source, err error) {
	switch kind {
	case kindText:
		out, err = s.text(ctx, m)
	case kindXLSX, kindXLS:
		out, err = s.book(ctx, m, kind, "")
	case kindParquet:
		out, err = s.parquet(ctx, m)
	case "xlsb", "ods":
		err = failKind(s.name, kind)
	case kindZip, kindGzip:
		err = fail("import.nested_zip", s.name, nil)
	default:
		err = fail("import.not_a_table", s.name, nil)
	}
	if err == nil && len(out) > 0 {
		s.compareExtension(m, &out[0])
		err = s.remark(m, out)
	}
	return out, err
}

func (s *sniffer) warn(src *Source, code string, args engine.Args) { src.Warn(code, args) }

func (s *sniffer) text(ctx context.Context, m member) ([]Source, error) {
	f, err := detectText(ctx, m, s.choice, s.p)
	if err != nil {
		return nil, err
	}
	switch f.kind {
	case kindHTML, kindXML:
		return s.book(ctx, m, f.kind, f.encoding)
	case kindJSON:
		return s.json(ctx, m, f.encoding)
	}
	src := s.source(m, textKind(m.name(), f.delimiter), "")
	src.Encoding, src.Delimiter = f.encoding, f.delimiter
	l := &look{}
	p := s.p
	if !src.Choice.Ranged() {
		l.whole, p = s.whole(ctx, m, f), engine.NoProgress{}
	}
	in, closing, err := m.open(ctx, p)
	if err != nil {
		return nil, err
	}
	out, err := s.one(ctx, &src, newTextReader(decoder(in, f.encoding), f.delimiter, f.end, closing), l)
	if err == nil && f.cut {
		s.warn(&out[0], "import.cut_off", nil)
	}
	return out, err
}

// one reads the only table of a member.
func (s *sniffer) one(ctx context.Context, src *Source, r rowReader, l *look) ([]Source, error) {
	if err := firstError(s.table(within(r, src.Choice), src, l), r.Close()); err != nil {
		return nil, readError(ctx, s.name, err)
	}
	return []Source{*src}, nil
}

func (s *sniffer) json(ctx context.Context, m member, encoding string) ([]Source, error) {
	names, err := jsonNames(ctx, m, encoding)
	if err != nil {
		return nil, err
	}
	r, err := openJSON(ctx, m, encoding, names, s.p)
	if err != nil {
		return nil, err
	}
	src := s.source(m, kindJSON, "")
	src.Encoding = encoding
	return s.one(ctx, &src, r, &look{names: names})
}

func (s *sniffer) parquet(ctx context.Context, m member) ([]Source, error) {
	if m.packed != "" {
		return nil, failKind(s.name, m.packed+" > parquet")
	}
	t, err := parquet.Open(ctx, m.path)
	if err != nil {
		return nil, readError(ctx, s.name, err)
	}
	src := s.source(m, kindParquet, "")
	return s.one(ctx, &src, &columnRows{src: t}, &look{names: t.Columns()})
}

func textKind(name, delimiter string) string {
	base := strings.TrimSuffix(strings.ToLower(name), ".gz")
	switch {
	case strings.HasSuffix(base, ".tsv"), delimiter == "\t":
		return "tsv"
	case strings.HasSuffix(base, ".txt"), delimiter == blanks:
		return "txt"
	}
	return "csv"
}

// book looks at every visible sheet. Sheets without rows are left out; a sheet that
// cannot be read is left out with a warning when there are others.
func (s *sniffer) book(ctx context.Context, m member, kind, encoding string) (out []Source, err error) {
	p := s.p
	if kind == kindXLSX || kind == kindXLS {
		once := &doubled{Progress: s.p}
		once.left.Store(2 * s.bytes)
		p = once
	}
	b, err := openWorkbook(ctx, m, kind, encoding, p)
	if err != nil {
		return nil, err
	}
	defer func() { err = firstError(err, b.close()) }()
	var first error
	var left []string
	names, err := s.sheets(b.names)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		src := s.source(m, kind, name)
		src.Mapping.Date1904, src.Encoding = b.date1904, encoding
		err := s.sheet(ctx, b, name, &src)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err == nil {
			out = append(out, src)
			continue
		}
		code, alone := sheetProblem(err)
		if !alone {
			return nil, readError(ctx, s.name, err)
		}
		if code != "import.empty_file" && code != "import.no_rows" {
			left = append(left, name)
		}
		first = firstError(first, err)
	}
	if len(out) == 0 {
		return nil, readError(ctx, s.name, firstError(first, fail("import.no_rows", s.name, nil)))
	}
	if len(left) > 0 {
		s.warn(&out[0], "import.sheets_skipped", engine.Args{"sheets": strings.Join(left[:min(len(left), 5)], ", "), "count": len(left)})
	}
	return out, nil
}

func (s *sniffer) sheet(ctx context.Context, b *workbook, name string, src *Source) error {
	rows, err := b.rows(name)
	if err != nil {
		return err
	}
	l := &look{sheet: true, merges: func() ([]sheet.Range, error) {
		merges, err := b.merges(name, rows)
		return shifted(merges, src.Choice.FirstColumn), err
	}}
	packed := newPacker(ctx, rows, s.blockSize)
	head := &unpacked{src: packed, keep: !src.Choice.Ranged()}
	if head.rows.Lend = true; head.keep {
		l.whole = s.wholeSheet(ctx, head, &l.below)
	}
	err = firstError(s.table(within(&gapped{ctx: ctx, src: head}, src.Choice), src, l), rows.Close())
	if kept := packed.spooled(); err == nil {
		src.spool = kept
	} else {
		_ = kept.Close()
	}
	return err
}

// sheets leaves only the sheet that was chosen.
func (s *sniffer) sheets(names []string) ([]string, error) {
	want := s.choice.Sheet
	if want == "" || slices.Equal(names, []string{""}) {
		return names, nil
	}
	if !slices.Contains(names, want) {
		e := failPlace("import.no_such_sheet", s.name, engine.Args{"sheet": want, "sheets": strings.Join(names, ", ")})
		return nil, e
	}
	return []string{want}, nil
}

// shifted counts the columns of merged cells from the first column that is read.
func shifted(merges []sheet.Range, first int) []sheet.Range {
	if first <= 1 {
		return merges
	}
	out := slices.Clone(merges)
	for i := range out {
		out[i].FirstColumn, out[i].LastColumn = out[i].FirstColumn-first+1, out[i].LastColumn-first+1
	}
	return slices.DeleteFunc(out, func(r sheet.Range) bool { return r.LastColumn < 0 })
}

// look says how the head of a table is to be read.
type look struct {
	header int64    // the line of the header, 0 to find it, -1 for none
	found  int64    // the line of the header that was found, 0 for none
	sheet  bool     // rows leave empty cells at the end out
	names  []string // the columns are known and there is no header
	merges func() ([]sheet.Range, error)
	// whole profiles all rows behind the header faster than one by one; nil for one by one.
	whole func(width int, header int64) (*table, error)
	below belowTable
}

// readHead keeps the first rows of a table, or of what a few lines above the header
// begins.
func readHead(r rowReader, header int64) (head []row, err error) {
	for len(head) < sampleRows {
		next, err := r.next()
		if err != nil {
			return head, err
		}
		if next.line < header-headerRows {
			continue
		}
		head = append(head, row{line: next.line, cells: slices.Clone(next.cells), bad: next.bad})
	}
	return head, nil
}

// table reads a table through and fills the source.
func (s *sniffer) table(r rowReader, src *Source, l *look) error {
	l.header = src.Choice.Header
	head, end := readHead(r, l.header)
	if end != nil && end != io.EOF {
		return end
	}
	if len(head) == 0 {
		return fail("import.empty_file", s.name, nil)
	}
	h, names, err := s.names(head, src, l)
	if err != nil {
		return err
	}
	t, err := s.profile(r, head[h.at+1:], end, l, newTable(h.width))
	if err != nil {
		return err
	}
	if t.rows == t.blank {
		return fail("import.no_rows", s.name, nil)
	}
	s.otherTables(src, t, names, l)
	s.finish(src, t, names, h.at >= 0 || l.names != nil)
	return nil
}

// names finds the header and the names of the columns.
func (s *sniffer) names(head []row, src *Source, l *look) (h header, names []string, err error) {
	h = header{at: -1, width: len(l.names), names: l.names}
	if l.names == nil {
		if h, err = readHeader(head, *l); err != nil {
			return h, nil, err
		}
	}
	if !l.sheet {
		src.Mapping.Cells = usualWidth(head[max(h.at, 0):], false)
	}
	if h.width > maxCells-1 {
		return h, nil, fail("import.too_wide", s.name, nil)
	}
	if h.at >= 0 {
		src.HeaderLine = head[h.at].line
		l.found = src.HeaderLine
	}
	if l.names != nil {
		return h, l.names, nil
	}
	return h, headerNames(h.names, h.width), nil
}

// profile takes the rows behind the header into t: those of the head, and what comes
// behind it unless end says that nothing does.
func (s *sniffer) profile(r rowReader, head []row, end error, l *look, t *table) (*table, error) {
	for i := range head {
		t.add(&head[i])
		l.below.watch(&head[i])
	}
	if end == nil && l.whole != nil {
		return l.whole(len(t.cols), l.found)
	}
	for end == nil {
		var next *row
		if next, end = r.next(); end == nil {
			s.p.Rows(1)
			t.add(next)
			l.below.watch(next)
		}
	}
	if end != io.EOF {
		return nil, end
	}
	return t, nil
}

// otherTables warns of tables beside and below.
func (s *sniffer) otherTables(src *Source, t *table, names []string, l *look) {
	if beside := besideTable(names); beside > 0 && t.cols[beside-1].filled == 0 {
		s.warn(src, "import.table_beside", engine.Args{"column": cellName(beside+max(src.Choice.FirstColumn-1, 0), 0)})
	}
	if l.below.line > 0 && l.sheet {
		s.warn(src, "import.table_below", engine.Args{"line": strconv.FormatInt(l.below.line, 10)})
	}
}

func (s *sniffer) finish(src *Source, t *table, names []string, named bool) {
	before := src.Mapping
	decimal := t.decimal()
	src.Mapping = recognise(s.words, src, names, named, t)
	src.Mapping.Date1904, src.Mapping.Cells, src.Mapping.Decimal = before.Date1904, before.Cells, decimal
	if src.Choice.DateOrder != "" {
		src.Mapping.DateOrder = src.Choice.DateOrder
	}
	s.askDate(src, t)
	src.Rows, src.BlankRows, src.Preview = t.rows, t.blank, t.preview[:min(len(t.preview), previewRows)]
	src.sample = t.sample()
	src.Duplicates = t.duplicates()
	src.flaws = t.flaws
	_, src.Correction = findMarkers(s.words, names)
	src.findSide(s.words)
	src.FindUnit()
	src.FindOrderTotals()
	src.flaws.remark(src)
	src.Review()
}

// missingColumn says what a table lacks to be loaded, nil when nothing.
func missingColumn(src *Source) *engine.Error {
	m := &src.Mapping
	code, lacks := "import.no_date_column", m.Lacks()
	switch {
	case src.flaws.quotes.rows > 0 && src.flaws.quotes.rows == src.Rows-src.BlankRows:
		return unusable(src, "import.broken_quotes")
	case slices.Contains(lacks, FieldItem):
		code = "import.no_items"
	case slices.Contains(lacks, FieldCustomerID), m.Role == RoleUnknown && m.Find(FieldCustomerID) < 0:
		code = "import.no_customer_column"
	case m.Role == RoleUnknown:
		code = "import.unknown_role"
	case len(lacks) == 0:
		return nil
	}
	return unusable(src, code)
}

// unusable says that a table cannot be loaded and which columns it has.
func unusable(src *Source, code string) *engine.Error {
	m := &src.Mapping
	var names []string
	for _, c := range m.Columns {
		names = append(names, c.Header)
	}
	return &engine.Error{Code: code, Place: engine.Place{File: src.Name, Sheet: src.Sheet},
		Args: engine.Args{"file": src.Name, "columns": strings.Join(names, ", "), "rows": src.Rows, "blank_rows": src.BlankRows, "line": src.flaws.quotes.line}}
}
