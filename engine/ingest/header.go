package ingest

import (
	"slices"
	"strconv"
	"strings"
)

// headerDepth is how many rows may stand above the header.
const headerDepth = 30

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
	var seen []string
	repeated := 0
	for _, c := range cells {
		v := value(c)
		if v == "" {
			continue
		}
		if _, ok := parseNumber(v); ok {
			return false
		}
		if _, ok := ParseDay(v, "mdy"); ok {
			return false
		}
		if slices.Contains(seen, v) {
			repeated++
		}
		seen = append(seen, v)
	}
	return len(seen) > 0 && repeated*5 <= len(seen)
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
