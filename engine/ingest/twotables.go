package ingest

import "strings"

// besideTable returns the column, from 1, without a name between two groups of named
// columns: two tables may stand side by side. 0 is none.
func besideTable(names []string) int {
	for i := 2; i+2 < len(names); i++ {
		if unnamed(names[i]) && !unnamed(names[i-1]) && !unnamed(names[i-2]) && !unnamed(names[i+1]) && !unnamed(names[i+2]) {
			return i + 1
		}
	}
	return 0
}

// unnamed reports whether the header left the column without a name.
func unnamed(name string) bool { return strings.HasPrefix(name, "#") && digitsOnly(name[1:]) }

// belowTable watches for a row of names behind a blank row: a second table may begin
// there.
type belowTable struct {
	blank bool
	line  int64
}

func (b *belowTable) watch(r *row) {
	if b.line > 0 {
		return
	}
	if r.blank() {
		b.blank = true
		return
	}
	if b.blank {
		if names, ok := onlyNames(r.cells); ok && len(names) > 2 && isHeader(r.cells) {
			b.line = r.line
		}
	}
	b.blank = false
}
