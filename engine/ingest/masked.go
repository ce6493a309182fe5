package ingest

import "strings"

// Masked reports whether half or more of the values of a column seen at the beginning
// of the table are written with stars, as 138****5678: such values do not tell people
// apart.
func (s *Source) Masked(column int) bool {
	filled, masked := 0, 0
	for _, cells := range s.Preview {
		if column < 0 || column >= len(cells) {
			continue
		}
		v := value(cells[column])
		if v == "" {
			continue
		}
		filled++
		if strings.ContainsAny(v, "*＊") {
			masked++
		}
	}
	return filled > 0 && masked*2 >= filled
}
