package warning

import (
	"math"
	"testing"
	"time"

	"huiliu/engine"
	"huiliu/engine/churn"
)

func day(y int, m time.Month, d int) engine.Day {
	return engine.DayOf(time.Date(y, m, d, 0, 0, 0, 0, time.UTC))
}

// paced is a shop of many who buy on every k-th day, k by the season of the day.
func paced(from, to engine.Day, every func(engine.Day) int) *shop {
	s := &shop{d: &churn.Definition{WindowDays: 60}}
	for c := range 60 {
		one := customer{no: int32(c)}
		for d := from; d <= to; d++ {
			if (int(d)+c)%every(d) == 0 {
				one.days = append(one.days, d)
			}
		}
		s.customers = append(s.customers, one)
	}
	return s
}

func TestSeason_IsTheShopsOwnPaceInTheSameWeeksAYearBefore(t *testing.T) {
	summer := func(d engine.Day) int {
		if m := d.Time().Month(); m == time.July || m == time.August {
			return 20
		}
		return 10
	}
	s := paced(day(2021, 1, 1), day(2023, 12, 31), summer)
	if v := s.season(day(2023, 8, 31), false); math.Abs(float64(v)-0.55) > 0.04 { // half the usual pace; the year holds it, too
		t.Errorf("a slow summer is %v of the year", v)
	}
	if v := s.season(day(2023, 5, 31), false); math.Abs(float64(v)-1.09) > 0.04 {
		t.Errorf("spring is %v of the year", v)
	}
	if v := s.season(day(2022, 3, 1), false); v.Defined() {
		t.Errorf("with %v of history it is %v", 14, v)
	}
	even := paced(day(2021, 1, 1), day(2023, 12, 31), func(engine.Day) int { return 10 })
	if v := even.season(day(2023, 8, 31), true); math.Abs(float64(v)-1) > 0.02 {
		t.Errorf("a shop without seasons has %v", v)
	}
}

// In 2023 the Spring Festival was on 22 January, in 2024 on 10 February: the weeks around it
// are compared with those around it, not with the same weeks of the calendar.
func TestSeason_MovesWithTheSpringFestival(t *testing.T) {
	closed := func(d engine.Day) int {
		for _, f := range []engine.Day{day(2022, 2, 1), day(2023, 1, 22), day(2024, 2, 10)} {
			if d >= f-10 && d <= f+10 {
				return 60
			}
		}
		return 6
	}
	s := paced(day(2021, 1, 1), day(2024, 2, 20), closed)
	s.d.WindowDays = 21
	moved, fixed := s.season(day(2024, 2, 20), true), s.season(day(2024, 2, 20), false)
	if moved > 0.2 || fixed < 0.5 {
		t.Errorf("aligned %v, by the calendar %v", moved, fixed)
	}
}
