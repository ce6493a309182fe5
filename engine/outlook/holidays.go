package outlook

import (
	"time"

	"huiliu/engine"
)

// springFestivals are the first days of the lunar years 2005 to 2035 (Hong Kong
// Observatory's conversion tables). The sales of 18 June and 11 November stand on the
// same day every year and belong to the season of monthly figures.
func springFestivals() []engine.Day {
	var out []engine.Day
	for i, md := range [...][2]int{
		{2, 9}, {1, 29}, {2, 18}, {2, 7}, {1, 26}, // 2005
		{2, 14}, {2, 3}, {1, 23}, {2, 10}, {1, 31}, {2, 19}, {2, 8}, {1, 28}, {2, 16}, {2, 5}, // 2010
		{1, 25}, {2, 12}, {2, 1}, {1, 22}, {2, 10}, {1, 29}, {2, 17}, {2, 6}, {1, 26}, {2, 13}, // 2020
		{2, 3}, {1, 23}, {2, 11}, {1, 31}, {2, 19}, {2, 8}, // 2030
	} {
		out = append(out, engine.DayOf(time.Date(2005+i, time.Month(md[0]), md[1], 0, 0, 0, 0, time.UTC)))
	}
	return out
}
