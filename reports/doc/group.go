package doc

import (
	"huiliu/engine"
	"huiliu/engine/roster"
)

// Group names the customers that a number of the report counts, see [roster.Group].
type Group = roster.Group

// group names one.
func group(of, part, level string) Group { return Group{Of: of, Part: part, Level: level} }

// counted is a count of customers that can be asked for them.
func counted(n int64, g Group) TableCell { return TableCell{Value: n, Group: g} }

// monthKey writes the month of a day as groups do.
func monthKey(d engine.Day) string { return d.String()[:len("2006-01")] }

// addCount appends a bar that counts customers.
func (s *Series) addCount(v float64, g Group) {
	s.Y, s.Groups = append(s.Y, v), append(s.Groups, g)
}

// Point reads item i of a series: its value, interval, what it counts and of how many;
// NaN where there is none.
func (s *Series) Point(i int) (v, low, high, count, base float64) {
	at := func(list []float64) float64 {
		if i >= 0 && i < len(list) {
			return list[i]
		}
		return nan
	}
	return at(s.Y), at(s.Low), at(s.High), at(s.Count), at(s.Of)
}

// GroupOf returns the customers behind item i, the zero group for none.
func (s *Series) GroupOf(i int) Group {
	if i >= 0 && i < len(s.Groups) {
		return s.Groups[i]
	}
	return Group{}
}
