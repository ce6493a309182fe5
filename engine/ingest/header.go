package ingest

import (
	"slices"
	"strconv"
	"strings"

	"huiliu/engine"
	"huiliu/engine/ingest/sheet"
)

// headerDepth is how many rows may stand above the header.
const headerDepth = 30

// header is where the names of the columns stand: the last row of them, -1 for none.
type header struct {
	at, width int
	names     []string
}

// readHeader finds the header among the first rows of a table. One whose cells are
// merged over two or more rows is read from the bottom up: a column is called what
// stands lowest above its values, with the group before it when names repeat.
func readHeader(rows []row, l look) (header, error) {
	at, width := findHeader(rows, l.sheet)
	switch {
	case l.header < 0:
		at, width = -1, usualWidth(rows, l.sheet)
	case l.header > 0:
		if at = lineIndex(rows, l.header); at < 0 {
			return header{}, &engine.Error{Code: "import.no_such_line", Place: engine.Place{Line: l.header}}
		}
		width = max(usualWidth(rows[at:], l.sheet), lastFilled(rows[at].cells))
	}
	h := header{at: at, width: width}
	if at < 0 {
		return h, nil
	}
	h.names = rows[at].cells
	if l.merges == nil || full(rows[at].cells, width) {
		return h, nil
	}
	merges, err := l.merges()
	if err != nil {
		return h, err
	}
	last := at
	if l.header == 0 {
		last = lastHeaderRow(rows, at, merges)
	}
	if last > at || mergedInto(rows[at].line, merges) {
		h.at, h.names = last, mergedNames(rows[:last+1], at, width, merges)
	}
	return h, nil
}

// lineIndex returns the index of the row of that line, -1 when there is none.
func lineIndex(rows []row, line int64) int {
	return slices.IndexFunc(rows, func(r row) bool { return r.line == line })
}

// full reports whether the first width cells are filled.
func full(cells []string, width int) bool {
	for i := range width {
		if i >= len(cells) || value(cells[i]) == "" {
			return false
		}
	}
	return true
}

// headerRows is how many rows a merged header has at most.
const headerRows = 5

// lastHeaderRow returns the index of the row down to which the merged cells of the
// header row reach, or under which a group of columns is divided.
func lastHeaderRow(rows []row, at int, merges []sheet.Range) int {
	line, last := int(rows[at].line), int(rows[at].line)
	for _, m := range merges {
		if m.FirstRow > line || m.LastRow < line || m.LastRow-m.FirstRow >= headerRows {
			continue
		}
		last = max(last, m.LastRow)
		if m.FirstColumn < m.LastColumn && m.FirstRow == m.LastRow && at+1 < len(rows) {
			if _, names := onlyNames(rows[at+1].cells); names {
				last = max(last, line+1)
			}
		}
	}
	for i := at; i < len(rows); i++ {
		if int(rows[i].line) == last {
			return i
		}
	}
	return at
}

// mergedInto reports whether a cell from above reaches down into the row.
func mergedInto(line int64, merges []sheet.Range) bool {
	return slices.ContainsFunc(merges, func(m sheet.Range) bool {
		return m.FirstRow < int(line) && m.LastRow >= int(line) && m.LastRow-m.FirstRow < headerRows
	})
}

// mergedNames reads the names of a header whose last row is the last of rows.
func mergedNames(rows []row, at, width int, merges []sheet.Range) []string {
	names, groups := make([]string, width), make([]string, width)
	for _, r := range rows[firstHeaderRow(rows, at, merges):] {
		for c := range width {
			v := mergedValue(rows, r, c, merges)
			if v != "" && v != names[c] {
				groups[c], names[c] = names[c], v
			}
		}
	}
	count := map[string]int{}
	for _, n := range names {
		count[n]++
	}
	for c, n := range names {
		if groups[c] != "" && count[n] > 1 {
			names[c] = groups[c] + " " + n
		}
	}
	return names
}

// firstHeaderRow returns the index of the row in which a merged cell begins that
// reaches down into the header row.
func firstHeaderRow(rows []row, at int, merges []sheet.Range) int {
	first := at
	for _, m := range merges {
		if m.LastRow < int(rows[at].line) || m.LastRow-m.FirstRow >= headerRows {
			continue
		}
		for first > 0 && m.FirstRow < int(rows[first].line) {
			first--
		}
	}
	return first
}

// mergedValue is the cell of a row, or of the merged cell it belongs to.
func mergedValue(rows []row, r row, c int, merges []sheet.Range) string {
	if c < len(r.cells) {
		if v := value(r.cells[c]); v != "" {
			return v
		}
	}
	for _, m := range merges {
		if m.FirstRow > int(r.line) || m.LastRow < int(r.line) || c < m.FirstColumn || c > m.LastColumn {
			continue
		}
		for i := range rows {
			if int(rows[i].line) == m.FirstRow && m.FirstColumn < len(rows[i].cells) {
				return value(rows[i].cells[m.FirstColumn])
			}
		}
	}
	return ""
}

// findHeader returns the index of the header row among the first rows, -1 when the
// table has none, and the number of columns.
func findHeader(rows []row, sheet bool) (index, width int) {
	width = usualWidth(rows, sheet)
	for i := range rows[:min(len(rows), headerDepth)] {
		filled := 0
		for _, c := range rows[i].cells {
			if value(c) != "" {
				filled++
			}
		}
		if filled == 0 || filled < min(width, 2) || filled*10 < width*6 {
			continue
		}
		if isHeader(rows[i].cells) {
			return i, max(width, lastFilled(rows[i].cells))
		}
		return -1, width
	}
	return -1, width
}

// usualWidth is the most common number of cells; a sheet leaves empty cells at the
// end of a row out, so there the widest row counts.
func usualWidth(rows []row, sheet bool) int {
	counts, width := map[int]int{}, 0
	for i := range rows {
		n := len(rows[i].cells)
		counts[n]++
		if sheet {
			width = max(width, n)
		}
	}
	if sheet {
		return width
	}
	for n, k := range counts {
		if k > counts[width] || k == counts[width] && n > width {
			width = n
		}
	}
	return width
}

func lastFilled(cells []string) int {
	n := len(cells)
	for n > 0 && value(cells[n-1]) == "" {
		n--
	}
	return n
}

// isHeader reports whether a row holds names and not values.
func isHeader(cells []string) bool {
	seen, ok := onlyNames(cells)
	repeated := 0
	for i, v := range seen {
		if slices.Contains(seen[:i], v) {
			repeated++
		}
	}
	return ok && repeated*5 <= len(seen)
}

// onlyNames returns the filled cells, unless one is a number or a date or all are empty.
func onlyNames(cells []string) (seen []string, ok bool) {
	for _, c := range cells {
		v := value(c)
		if v == "" {
			continue
		}
		if _, ok := parseNumber(v); ok {
			return nil, false
		}
		if _, ok := ParseDay(v, "mdy"); ok {
			return nil, false
		}
		seen = append(seen, v)
	}
	return seen, len(seen) > 0
}

// headerNames cleans the header cells; a column without name is "#3".
func headerNames(cells []string, width int) []string {
	names := make([]string, width)
	for i := range names {
		if i < len(cells) {
			names[i] = strings.Join(strings.Fields(value(cells[i])), " ")
		}
		if names[i] == "" {
			names[i] = "#" + strconv.Itoa(i+1)
		}
	}
	return names
}
