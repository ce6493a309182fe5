package warning

import (
	"huiliu/engine"
	"huiliu/engine/festival"
)

// seasonYear is a year in whole weeks, so that the same weekdays are compared.
const seasonYear = 364

// season is how the shop did in the same weeks one year before the window that ends on day
// t, as a share of its average pace in the year around them: below 1, the season is usually
// slow. Alarms do not know the season; this says how far off that may put them. With moving
// the weeks are aligned by the Spring Festival where it lies in or near the window.
// Undefined when the days of the shop do not reach back that far.
func (s *shop) season(t engine.Day, moving bool) engine.Number {
	window := engine.Day(s.d.WindowDays)
	end := t - seasonYear
	if moving {
		end = t - sinceFestival(t-window, t)
	}
	low := end - window/2 - seasonYear/2
	high := low + seasonYear
	first := forever
	var within, year int
	for i := range s.customers {
		days := s.customers[i].at(t)
		if len(days) == 0 {
			continue
		}
		first = min(first, days[0])
		within += countIn(days, end-window, end)
		year += countIn(days, low, high)
	}
	if first > low || year == 0 {
		return engine.Undefined()
	}
	return engine.Number(float64(within) / float64(window) / (float64(year) / seasonYear))
}

// nearFestival is how many days before and after the Spring Festival shops feel it.
const nearFestival = 30

// sinceFestival is how far back the same season is from a window: to the same distance from
// the Spring Festival where one is in or near it, else a year.
func sinceFestival(from, to engine.Day) engine.Day {
	list := festival.Spring()
	for i := 1; i < len(list); i++ {
		if list[i] >= from-nearFestival && list[i] <= to+nearFestival {
			return list[i] - list[i-1]
		}
	}
	return seasonYear
}
