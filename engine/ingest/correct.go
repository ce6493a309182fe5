package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"huiliu/engine"
	"huiliu/engine/store"
)

// Fix is a rejected row of a table put right: its cells under the headers of the table.
type Fix struct {
	Line  int64
	Cells []string
}

// root is a table with rejected rows. The rows of a correction that were rejected
// again belong to the table that the shop exported.
type root struct {
	id         int32 // the table the shop exported
	holder     int32 // the table the rejects are kept with
	name       string
	sheet      string
	headerLine int64
	mapping    Mapping
	rejects    map[int64]rejected // by line
	rows       []row
}

// rejected is a row waiting to be put right.
type rejected struct {
	line  int64 // in the table the shop exported
	raw   string
	taken bool // a row that puts it right has been read
}

// readRoot finds the table; nil when the project has none of that number.
func readRoot(ctx context.Context, r store.Reader, file int32) (*root, error) {
	t := &root{rejects: map[int64]rejected{}}
	mapping := ""
	found, err := store.One(ctx, r, sqlRoot, store.Params{"file_id": file}, &t.id, &t.holder, &t.name, &t.sheet, &t.headerLine, &mapping)
	if err != nil || !found {
		return nil, err
	}
	if err := json.Unmarshal([]byte(mapping), &t.mapping); err != nil {
		return nil, err
	}
	return t, store.Query(ctx, r, sqlRejectLines, store.Params{"file_id": t.holder}, func(scan store.Scan) error {
		var line int64
		var kept rejected
		if err := scan(&line, &kept.line, &kept.raw); err != nil {
			return err
		}
		t.rejects[line] = kept
		return nil
	})
}

// add takes a row that puts the given line right. A line that was not rejected, or
// has been put right by a row before, would be counted twice.
func (t *root) add(line int64, r row, headers []string) {
	kept, ok := t.rejects[line]
	switch {
	case !ok || kept.taken:
		r.bad = "no_origin"
	default:
		r.root = kept.line
		if r.bad == "" {
			r.cells = arrange(&t.mapping, SplitCells(kept.raw), headers, r.cells)
		}
		kept.taken = true
		t.rejects[line] = kept
	}
	t.rows = append(t.rows, r)
}

// LoadFixes loads rejected rows of a table that were put right, as a step of its
// own, and returns the accounting of that step. Errors: import.correction_unknown.
func LoadFixes(ctx context.Context, s *store.Store, file int32, fixes []Fix, at time.Time, p engine.Progress) (FileReport, error) {
	words, err := lexiconOnce()
	if err != nil {
		return FileReport{}, err
	}
	l := &loader{words: words, at: at, p: p, step: Step{Action: ActionCorrect}}
	p.Stage("import.read", 0)
	err = s.Write(ctx, func(tx *store.Tx) error {
		l.tx = tx
		t, err := readRoot(ctx, tx, file)
		if err != nil {
			return err
		}
		if t == nil || len(fixes) == 0 {
			return &engine.Error{Code: "import.correction_unknown", Args: engine.Args{"file": "", "id": file}}
		}
		sum := sha256.New()
		headers := t.headers()
		for _, f := range fixes {
			fmt.Fprintf(sum, "%d\t%s\n", f.Line, joinCells(f.Cells))
			t.add(f.Line, row{line: f.Line, cells: f.Cells}, headers)
		}
		src := Source{Name: t.name, Sheet: t.sheet, Kind: KindFix, SHA256: hex.EncodeToString(sum.Sum(nil))}
		if err := l.correctTable(ctx, &src, t); err != nil {
			return err
		}
		return l.finish(ctx)
	})
	if err != nil {
		return FileReport{}, err
	}
	r, err := ReadReport(ctx, s)
	if err != nil || len(r.Files) == 0 {
		return FileReport{}, err
	}
	return r.Files[len(r.Files)-1], nil
}

// KindFix is the kind of a table whose rows were put right in the window.
const KindFix = "fix"

// headers names the cells of the rejected rows.
func (t *root) headers() []string {
	width := len(t.mapping.Columns)
	for _, r := range t.rejects {
		width = max(width, strings.Count(r.raw, "\t")+1)
	}
	out := make([]string, width)
	for i := range out {
		out[i] = ExtraHeader(i)
		if i < len(t.mapping.Columns) {
			out[i] = t.mapping.Columns[i].Header
		}
	}
	return out
}

// markers are the columns of a list of rejected rows that say where a row belongs.
type markers struct{ file, line int }

// findMarkers looks for the marker columns among headers.
func findMarkers(words *lexicon, headers []string) (m markers, ok bool) {
	m = markers{-1, -1}
	for i, h := range headers {
		switch words.mark[fold(h)] {
		case "file":
			m.file = i
		case "line":
			m.line = i
		}
	}
	return m, m.file >= 0 && m.line >= 0
}

// FileMark writes the cell that names a table in a list of rejected rows.
func FileMark(file int32, name, sheet string) string {
	mark := strconv.Itoa(int(file)) + " · " + name
	if sheet != "" {
		mark += " · " + sheet
	}
	return mark
}

// correct loads rejected rows that were put right, each as a row of the table it
// came from. What one source holds for several tables becomes a table for each.
func (l *loader) correct(ctx context.Context, src *Source) error {
	f := &fileLoad{loader: l, src: src}
	again, err := f.loadedBefore(ctx)
	if err != nil {
		return err
	}
	if again {
		if _, err := store.One(ctx, l.tx, sqlNextFile, nil, &f.id); err != nil {
			return err
		}
		f.read, f.merged = src.Rows, src.Rows
		l.warn(src, "import.already_loaded", engine.Args{"rows": src.Rows})
		return f.account(ctx)
	}
	d := startDigest(ctx, src.Path)
	roots, err := f.sortOut(ctx)
	if changed := f.unchanged(d); changed != nil && ctx.Err() == nil {
		return changed
	}
	if err != nil {
		return err
	}
	if len(roots) == 0 {
		return &engine.Error{Code: "import.correction_unknown", Place: engine.Place{File: src.Name, Sheet: src.Sheet}, Args: engine.Args{"file": src.Name}}
	}
	for _, t := range roots {
		if err := l.correctTable(ctx, src, t); err != nil {
			return err
		}
	}
	return nil
}

// correctTable loads the rows of one table that were put right.
func (l *loader) correctTable(ctx context.Context, src *Source, t *root) error {
	own := *src
	own.Mapping = t.mapping
	own.Mapping.Date1904 = src.Mapping.Date1904
	own.Rows = int64(len(t.rows))
	f := &fileLoad{loader: l, src: &own, root: t}
	if _, err := store.One(ctx, l.tx, sqlNextFile, nil, &f.id); err != nil {
		return err
	}
	if err := f.copyRows(ctx, &keptRows{rows: t.rows}); err != nil {
		return err
	}
	if err := f.account(ctx); err != nil {
		return err
	}
	return l.tx.Append(ctx, "corrections", func(a *store.Appender) error {
		for i := range t.rows {
			if r := &t.rows[i]; r.root > 0 {
				if err := a.Row(f.id, r.line, t.id, r.root); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// sortOut reads the source and gives each row to its table. A row that belongs to
// no rejected row of this project is kept as a bad row of the table before it.
func (f *fileLoad) sortOut(ctx context.Context) (out []*root, err error) {
	headers := make([]string, len(f.src.Mapping.Columns))
	for i, c := range f.src.Mapping.Columns {
		headers[i] = c.Header
	}
	mark, ok := findMarkers(f.words, headers)
	if !ok {
		return nil, nil
	}
	r, err := f.open(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = firstError(err, r.Close()) }()
	s := sorter{f: f, mark: mark, headers: headers, byMark: map[string]*root{}}
	for n := 0; ; n++ {
		if n%512 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		next, err := r.next()
		if err == io.EOF {
			s.lost()
			return s.out, nil
		}
		if err != nil {
			return nil, readError(ctx, f.src.Path, err)
		}
		if err := s.add(ctx, next); err != nil {
			return nil, err
		}
	}
}

// sorter gives rows to the tables they came from.
type sorter struct {
	f       *fileLoad
	mark    markers
	headers []string
	byMark  map[string]*root
	out     []*root
	waiting []row // rows of no table
}

func (s *sorter) add(ctx context.Context, r *row) error {
	cell := func(i int) string {
		if i < len(r.cells) {
			return value(r.cells[i])
		}
		return ""
	}
	name := cell(s.mark.file)
	t, known := s.byMark[name]
	if !known && name != "" {
		var err error
		if t, err = s.find(ctx, name); err != nil {
			return err
		}
		s.byMark[name] = t
	}
	line, err := strconv.ParseInt(strings.TrimSuffix(cell(s.mark.line), ".0"), 10, 64)
	own := row{line: r.line, cells: slices.Clone(r.cells), bad: r.bad}
	if t == nil || err != nil {
		if own.bad == "" && !own.blank() {
			own.bad = "no_origin"
		}
		s.waiting = append(s.waiting, own)
		return nil
	}
	t.add(line, own, s.headers)
	return nil
}

// find reads the table that a mark names.
func (s *sorter) find(ctx context.Context, mark string) (*root, error) {
	number, _, _ := strings.Cut(mark, " ")
	id, err := strconv.ParseInt(number, 10, 32)
	if err != nil {
		return nil, nil
	}
	t, err := readRoot(ctx, s.f.tx, int32(id))
	if err != nil || t == nil || FileMark(int32(id), t.name, t.sheet) != mark {
		return nil, err
	}
	for _, o := range s.out {
		if o.holder == t.holder {
			return o, nil
		}
	}
	s.out = append(s.out, t)
	return t, nil
}

// lost gives the rows of no table to the first one.
func (s *sorter) lost() {
	if len(s.out) > 0 {
		s.out[0].rows = append(s.out[0].rows, s.waiting...)
	}
}

// arrange puts the cells of a corrected row under the headers of the table it came
// from: the n-th column of a name is the n-th of that name there. A column that was
// taken out keeps the cell it had.
func arrange(m *Mapping, before, headers, cells []string) []string {
	at := map[string][]int{}
	for i, h := range headers {
		at[h] = append(at[h], i)
	}
	out := make([]string, max(len(m.Columns), len(before)))
	copy(out, before)
	for i := range out {
		name := ExtraHeader(i)
		if i < len(m.Columns) {
			name = m.Columns[i].Header
		}
		list := at[name]
		if len(list) == 0 {
			continue
		}
		at[name] = list[1:]
		out[i] = ""
		if list[0] < len(cells) {
			out[i] = cells[list[0]]
		}
	}
	return out
}

// ExtraHeader names the cell at position i of a row that is wider than its table.
func ExtraHeader(i int) string { return "#" + strconv.Itoa(i+1) }

// keptRows reads rows from memory.
type keptRows struct{ rows []row }

// Close does nothing.
func (k *keptRows) Close() error { return nil }

func (k *keptRows) next() (*row, error) {
	if len(k.rows) == 0 {
		return nil, io.EOF
	}
	r := &k.rows[0]
	k.rows = k.rows[1:]
	return r, nil
}

// number is the number of a row of a table without ids: rows that were put right
// have the number they had.
func (f *fileLoad) number(r *row) int64 {
	if f.root != nil && r.root > 0 {
		return r.root - f.root.headerLine
	}
	return f.read
}
