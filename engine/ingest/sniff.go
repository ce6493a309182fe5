package ingest

import (
	"context"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"huiliu/engine"
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
	case kindText, kindGzip:
		return s.text(ctx, "")
	case kindZip:
		return s.archive(ctx)
	case "xls":
		if encrypted(name) {
			return nil, fail("import.password", name, nil)
		}
	case "parquet", "xlsb", "ods":
	default:
		return nil, fail("import.not_a_table", name, nil)
	}
	return nil, failKind(name, print.kind)
}

type sniffer struct {
	words *lexicon
	name  string
	print fingerprint
	p     engine.Progress
}

func (s *sniffer) source() Source {
	return Source{Path: s.name, Name: filepath.Base(s.name), Bytes: s.print.bytes, SHA256: s.print.sha256}
}

// archive looks into a .zip: a workbook or a bundle of text tables.
func (s *sniffer) archive(ctx context.Context) ([]Source, error) {
	files, err := checkZip(ctx, s.name, s.print.bytes)
	if err != nil {
		return nil, err
	}
	switch kind := zipKind(files); kind {
	case kindXLSX:
		return s.book(ctx)
	case kindZip:
	case "DOCUMENT":
		return nil, fail("import.not_a_table", s.name, nil)
	default:
		return nil, failKind(s.name, kind)
	}
	var out []Source
	var first error
	for _, entry := range tableEntries(files) {
		found, err := s.text(ctx, entry)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil && first == nil {
			first = err
		}
		out = append(out, found...)
	}
	if len(out) == 0 {
		if first == nil {
			first = fail("import.not_a_table", s.name, nil)
		}
		return nil, first
	}
	return out, nil
}

func (s *sniffer) text(ctx context.Context, entry string) ([]Source, error) {
	f, err := detectText(ctx, s.name, s.print.kind, entry, s.p)
	if err != nil {
		return nil, err
	}
	src := s.source()
	src.Sheet, src.Encoding, src.Delimiter = entry, f.encoding, f.delimiter
	src.Kind = textKind(s.name, entry, f.delimiter)
	in, closing, err := openBytes(ctx, s.name, s.print.kind, entry, s.p)
	if err != nil {
		return nil, err
	}
	r := newTextReader(decoder(in, f.encoding), f.delimiter, f.end, closing)
	err = s.table(r, &src, false, nil)
	if cerr := r.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return nil, readError(ctx, s.name, err)
	}
	return []Source{src}, nil
}

func textKind(name, entry, delimiter string) string {
	base := strings.ToLower(strings.TrimSuffix(strings.ToLower(path.Base(filepath.ToSlash(name)+"/"+entry)), ".gz"))
	switch {
	case strings.HasSuffix(base, ".tsv"), delimiter == "\t":
		return "tsv"
	case strings.HasSuffix(base, ".txt"), delimiter == blanks:
		return "txt"
	}
	return "csv"
}

// book looks at every visible sheet; sheets without rows are left out.
func (s *sniffer) book(ctx context.Context) (out []Source, err error) {
	f, err := openBook(s.name, s.print.bytes)
	if err != nil {
		return nil, err
	}
	defer func() { err = firstError(err, f.Close()) }()
	sheets := visibleSheets(f)
	var first error
	for i, sheet := range sheets {
		src := s.source()
		src.Sheet, src.Kind = sheet, kindXLSX
		r, err := openSheet(ctx, f, sheet)
		if err != nil {
			return nil, readError(ctx, s.name, err)
		}
		dates, date1904 := dateColumns(f, sheet)
		src.Mapping.Date1904 = date1904
		err = firstError(s.table(r, &src, true, dates), r.Close())
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		s.p.Add(2*s.print.bytes*int64(i+1)/int64(len(sheets)) - 2*s.print.bytes*int64(i)/int64(len(sheets)))
		if err != nil {
			if first == nil {
				first = err
			}
			continue
		}
		out = append(out, src)
	}
	if len(out) == 0 {
		if first == nil {
			first = fail("import.no_rows", s.name, nil)
		}
		return nil, readError(ctx, s.name, first)
	}
	return out, nil
}

// table reads a table through and fills the source.
func (s *sniffer) table(r rowReader, src *Source, sheet bool, dates map[int]bool) error {
	var head []row
	var end error
	for len(head) < sampleRows {
		next, err := r.next()
		if err != nil {
			end = err
			break
		}
		head = append(head, row{line: next.line, cells: slices.Clone(next.cells), bad: next.bad})
	}
	if end != nil && end != io.EOF {
		return end
	}
	if len(head) == 0 {
		return fail("import.empty_file", s.name, nil)
	}
	at, width := findHeader(head, sheet)
	if !sheet {
		src.Mapping.Cells = usualWidth(head, false)
	}
	if width > maxCells-1 {
		return fail("import.not_a_table", s.name, nil)
	}
	var names []string
	if at >= 0 {
		src.HeaderLine = head[at].line
		names = headerNames(head[at].cells, width)
	} else {
		names = headerNames(nil, width)
	}
	t := newTable(width)
	for i := range dates {
		if i < width {
			t.cols[i].excelDate = dates[i]
		}
	}
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
		e := fail("import.no_rows", s.name, nil)
		return e
	}
	s.finish(src, t, names, at >= 0)
	return nil
}

func (s *sniffer) finish(src *Source, t *table, names []string, named bool) {
	before := src.Mapping
	src.Mapping = recognise(s.words, names, named, t)
	src.Mapping.Date1904, src.Mapping.Cells = before.Date1904, before.Cells
	src.Rows, src.BlankRows, src.Preview = t.rows, t.blank, t.preview
	src.Duplicates = t.duplicates()
	warn := func(code string, args engine.Args) {
		place := engine.Place{File: src.Name, Sheet: src.Sheet}
		if args == nil {
			args = engine.Args{}
		}
		args["file"] = src.Name
		src.Warnings = append(src.Warnings, engine.Warning{Code: code, Place: place, Args: args})
	}
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
