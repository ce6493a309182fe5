package mapping

import (
	"strconv"
	"strings"
)

// place is a key of a mapping file: of which table, in which part of it ("" for the
// table itself).
type place struct {
	table int
	part  string
	key   string
}

// lines knows on which line the keys of a file stand. The TOML library does not tell,
// and a person who is to correct a file must know. Keys written in unusual ways are
// placed on the line where their table begins.
type lines struct {
	keys   map[place]int64
	tables []int64
}

func findLines(text string) lines {
	l := lines{keys: map[place]int64{}}
	part := ""
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "[["):
			l.tables, part = append(l.tables, int64(i+1)), ""
		case strings.HasPrefix(line, "["):
			name := strings.TrimSpace(strings.Trim(line, "[] \t"))
			_, part, _ = strings.Cut(name, ".")
			part = strings.TrimSpace(part)
		default:
			if key, ok := keyOf(line); ok {
				l.put(place{len(l.tables) - 1, part, key}, int64(i+1))
			}
		}
	}
	return l
}

// put keeps the first line a key stands on.
func (l *lines) put(p place, line int64) {
	if _, seen := l.keys[p]; !seen {
		l.keys[p] = line
	}
}

// keyOf reads the key of a line: key = …, "key" = …, 'key' = ….
func keyOf(line string) (string, bool) {
	if line == "" || line[0] == '#' {
		return "", false
	}
	switch line[0] {
	case '"':
		text, err := strconv.QuotedPrefix(line)
		if err != nil {
			return "", false
		}
		key, err := strconv.Unquote(text)
		return key, err == nil
	case '\'':
		key, _, ok := strings.Cut(line[1:], "'")
		return key, ok
	}
	key, _, ok := strings.Cut(line, "=")
	return strings.TrimSpace(key), ok
}

// at returns the line of a key, else that of its table, else the first.
func (l *lines) at(p place) int64 {
	if line, ok := l.keys[p]; ok {
		return line
	}
	if p.part == "" && p.table == 0 {
		if line, ok := l.keys[place{-1, "", p.key}]; ok {
			return line
		}
	}
	if p.table >= 0 && p.table < len(l.tables) {
		return l.tables[p.table]
	}
	return 1
}

// ofKey finds the first line of a key the file may not have.
func (l *lines) ofKey(path []string) int64 {
	best := int64(0)
	last := path[len(path)-1]
	for p, line := range l.keys {
		if p.key == last && (best == 0 || line < best) {
			best = line
		}
	}
	return max(best, 1)
}
