package ingest

import (
	"context"
	"io"
	"path/filepath"
	"slices"
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
	words, err := lexiconOnce()
	if err != nil {
		return nil, err
	}
	print, err := readFingerprint(ctx, name)
	if err != nil {
		return nil, err
	}
	p.Stage("import.sniff", 2*print.bytes)
	s := sniffer{words: words, name: name, print: print, p: p}
	switch print.kind {
	case kindZip:
		return s.archive(ctx)
	case kindGzip:
		m := member{path: name, packed: kindGzip}
		kind, err := m.kind(ctx)
		if err != nil {
			return nil, err
		}
		return s.member(ctx, m, kind)
	}
	return s.member(ctx, member{path: name}, print.kind)
}

type sniffer struct {
	words *lexicon
	name  string
	print fingerprint
	p     engine.Progress
}

// source begins the source of a table; sheet is its name inside the member.
func (s *sniffer) source(m member, kind, sheet string) Source {
	if m.entry != "" {
		sheet = strings.TrimSuffix(m.entry+"/"+sheet, "/")
	}
	return Source{Path: s.name, Name: filepath.Base(s.name), Entry: m.entry, Sheet: sheet, Kind: kind, Bytes: s.print.bytes, SHA256: s.print.sha256}
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
	}
	return out, err
}

func (s *sniffer) warn(src *Source, code string, args engine.Args) {
	if args == nil {
		args = engine.Args{}
	}
	args["file"] = src.Name
	src.Warnings = append(src.Warnings, engine.Warning{Code: code, Place: engine.Place{File: src.Name, Sheet: src.Sheet}, Args: args})
}

func (s *sniffer) text(ctx context.Context, m member) ([]Source, error) {
	f, err := detectText(ctx, m, s.p)
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
	in, closing, err := m.open(ctx, s.p)
	if err != nil {
		return nil, err
	}
	return s.one(ctx, &src, newTextReader(decoder(in, f.encoding), f.delimiter, f.end, closing), look{})
}

// one reads the only table of a member.
func (s *sniffer) one(ctx context.Context, src *Source, r rowReader, l look) ([]Source, error) {
	if err := firstError(s.table(r, src, l), r.Close()); err != nil {
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
	return s.one(ctx, &src, r, look{names: names})
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
	return s.one(ctx, &src, &columnRows{src: t}, look{names: t.Columns()})
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
	b, err := openWorkbook(ctx, m, kind, encoding, s.p)
	if err != nil {
		return nil, err
	}
	defer func() { err = firstError(err, b.close()) }()
	var first error
	var left []string
	for i, name := range b.names {
		src := s.source(m, kind, name)
		src.Mapping.Date1904, src.Encoding = b.date1904, encoding
		err := s.sheet(ctx, b, name, &src)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if kind == kindXLSX || kind == kindXLS {
			s.p.Add(2*s.print.bytes*int64(i+1)/int64(len(b.names)) - 2*s.print.bytes*int64(i)/int64(len(b.names)))
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
	l := look{sheet: true, merges: func() ([]sheet.Range, error) { return b.merges(name, rows) }}
	return firstError(s.table(&gapped{ctx: ctx, src: rows}, src, l), rows.Close())
}

// look says how the head of a table is to be read.
type look struct {
	sheet  bool     // rows leave empty cells at the end out
	names  []string // the columns are known and there is no header
	merges func() ([]sheet.Range, error)
}

// readHead keeps the first rows of a table.
func readHead(r rowReader) (head []row, err error) {
	for len(head) < sampleRows {
		next, err := r.next()
		if err != nil {
			return head, err
		}
		head = append(head, row{line: next.line, cells: slices.Clone(next.cells), bad: next.bad})
	}
	return head, nil
}

// table reads a table through and fills the source.
func (s *sniffer) table(r rowReader, src *Source, l look) error {
	head, end := readHead(r)
	if end != nil && end != io.EOF {
		return end
	}
	if len(head) == 0 {
		return fail("import.empty_file", s.name, nil)
	}
	h := header{at: -1, width: len(l.names), names: l.names}
	if l.names == nil {
		var err error
		if h, err = readHeader(head, l); err != nil {
			return err
		}
	}
	if !l.sheet {
		src.Mapping.Cells = usualWidth(head, false)
	}
	if h.width > maxCells-1 {
		return fail("import.too_wide", s.name, nil)
	}
	if h.at >= 0 {
		src.HeaderLine = head[h.at].line
	}
	names, at := l.names, h.at
	if names == nil {
		names = headerNames(h.names, h.width)
	}
	t := newTable(h.width)
	for i := range head[at+1:] {
		t.add(&head[at+1+i])
	}
	for end == nil {
		var next *row
		if next, end = r.next(); end == nil {
			t.add(next)
		}
	}
	if end != io.EOF {
		return end
	}
	if t.rows == t.blank {
		return fail("import.no_rows", s.name, nil)
	}
	s.finish(src, t, names, at >= 0 || l.names != nil)
	return nil
}

func (s *sniffer) finish(src *Source, t *table, names []string, named bool) {
	before := src.Mapping
	src.Mapping = recognise(s.words, names, named, t)
	src.Mapping.Date1904, src.Mapping.Cells = before.Date1904, before.Cells
	src.Rows, src.BlankRows, src.Preview = t.rows, t.blank, t.preview
	src.Duplicates = t.duplicates()
	warn := func(code string, args engine.Args) { s.warn(src, code, args) }
	m := &src.Mapping
	if !named {
		warn("import.no_header", nil)
	}
	if src.Duplicates > 0 && m.Role == RoleOrders {
		warn("import.duplicate_rows", engine.Args{"rows": src.Duplicates})
	}
	if m.RowIDs {
		warn("import.row_ids", nil)
	}
	if err := missingColumn(src); err != nil {
		warn(err.Code, err.Args)
	}
	if m.Role == RoleOrders && m.Find(FieldAmount) < 0 {
		if m.Find(FieldUnitPrice) >= 0 && m.Find(FieldQuantity) >= 0 {
			warn("import.amount_computed", nil)
		} else {
			warn("import.no_amount", nil)
		}
	}
}

// missingColumn says what a table lacks to be loaded, nil when nothing.
func missingColumn(src *Source) *engine.Error {
	m := &src.Mapping
	code := ""
	dates := map[Role]Field{RoleOrders: FieldOrderAt, RoleTickets: FieldTicketAt, RoleContacts: FieldContactedAt}
	switch date, dated := dates[m.Role]; {
	case m.Find(FieldCustomerID) < 0 && !m.RowIDs:
		code = "import.no_customer_column"
	case m.Role == RoleUnknown:
		code = "import.unknown_role"
	case dated && m.Find(date) < 0:
		code = "import.no_date_column"
	default:
		return nil
	}
	var names []string
	for _, c := range m.Columns {
		names = append(names, c.Header)
	}
	return &engine.Error{Code: code, Place: engine.Place{File: src.Name, Sheet: src.Sheet},
		Args: engine.Args{"file": src.Name, "columns": strings.Join(names, ", "), "rows": src.Rows, "blank_rows": src.BlankRows}}
}
