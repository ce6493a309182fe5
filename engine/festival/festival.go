// Package festival knows the days of the lunar festivals that move in the solar
// calendar. The sales of 18 June and 11 November stand on the same day every year.
package festival

import (
	"time"

	"huiliu/engine"
)

const firstYear = 2005

// Spring are the first days of the lunar years 2005 to 2035 (Hong Kong Observatory's
// conversion tables), ascending.
func Spring() []engine.Day {
	return days([][2]int{
		{2, 9}, {1, 29}, {2, 18}, {2, 7}, {1, 26}, // 2005
		{2, 14}, {2, 3}, {1, 23}, {2, 10}, {1, 31}, {2, 19}, {2, 8}, {1, 28}, {2, 16}, {2, 5}, // 2010
		{1, 25}, {2, 12}, {2, 1}, {1, 22}, {2, 10}, {1, 29}, {2, 17}, {2, 6}, {1, 26}, {2, 13}, // 2020
		{2, 3}, {1, 23}, {2, 11}, {1, 31}, {2, 19}, {2, 8}, // 2030
	})
}

// MidAutumn are the fifteenth days of the eighth lunar months of 2005 to 2035, ascending.
func MidAutumn() []engine.Day {
	return days([][2]int{
		{9, 18}, {10, 6}, {9, 25}, {9, 14}, {10, 3}, // 2005
		{9, 22}, {9, 12}, {9, 30}, {9, 19}, {9, 8}, {9, 27}, {9, 15}, {10, 4}, {9, 24}, {9, 13}, // 2010
		{10, 1}, {9, 21}, {9, 10}, {9, 29}, {9, 17}, {10, 6}, {9, 25}, {9, 15}, {10, 3}, {9, 22}, // 2020
		{9, 12}, {10, 1}, {9, 19}, {9, 8}, {9, 27}, {9, 16}, // 2030
	})
}

func days(list [][2]int) []engine.Day {
	out := make([]engine.Day, len(list))
	for i, md := range list {
		out[i] = engine.DayOf(time.Date(firstYear+i, time.Month(md[0]), md[1], 0, 0, 0, 0, time.UTC))
	}
	return out
}
