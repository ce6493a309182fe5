package sample

import (
	"sort"
	"time"

	"huiliu/engine"
)

const (
	firstFestivalYear = 2020
	lastFestivalYear  = 2030
)

// festival is one day of the lunar calendar as it falls in the solar one.
type festival struct {
	name string
	day  engine.Day
}

func ymd(y, m, d int) engine.Day {
	return engine.DayOf(time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC))
}

// festivals lists Spring Festival and Mid-Autumn, in order of time, of the years
// firstFestivalYear to lastFestivalYear.
func festivals() []festival {
	spring := [][3]int{
		{2020, 1, 25}, {2021, 2, 12}, {2022, 2, 1}, {2023, 1, 22}, {2024, 2, 10}, {2025, 1, 29},
		{2026, 2, 17}, {2027, 2, 6}, {2028, 1, 26}, {2029, 2, 13}, {2030, 2, 3},
	}
	autumn := [][3]int{
		{2020, 10, 1}, {2021, 9, 21}, {2022, 9, 10}, {2023, 9, 29}, {2024, 9, 17}, {2025, 10, 6},
		{2026, 9, 25}, {2027, 9, 15}, {2028, 10, 3}, {2029, 9, 22}, {2030, 9, 12},
	}
	var list []festival
	for i := range spring {
		s, a := spring[i], autumn[i]
		list = append(list, festival{"春节", ymd(s[0], s[1], s[2])}, festival{"中秋", ymd(a[0], a[1], a[2])})
	}
	return list
}

// calendar knows how busy each day is. Purchases are a Poisson process in
// "busy time": season.after moves a customer forward by an amount of it.
type calendar struct {
	festivals []festival
	all       season // ordinary customers
	coupon    season // days on which the shop hands out coupons
}

// season is the running sum of daily weights from its first day.
type season struct {
	first engine.Day
	sum   []float64 // sum[i] = weight of all days before first+i
}

func newCalendar(start, end engine.Day) *calendar {
	c := &calendar{festivals: festivals()}
	c.all = newSeason(start, end, func(d engine.Day) float64 { return c.weight(d) })
	c.coupon = newSeason(start, end, func(d engine.Day) float64 {
		if couponDay(d) {
			return c.weight(d)
		}
		return 0
	})
	return c
}

func newSeason(start, end engine.Day, weight func(engine.Day) float64) season {
	s := season{first: start, sum: make([]float64, 1, int(end-start)+2)}
	for d := start; d <= end; d++ {
		s.sum = append(s.sum, s.sum[len(s.sum)-1]+weight(d))
	}
	return s
}

// after returns the day on which work units of busy time have passed since the
// start of day from; ok is false when the season ends before.
func (s season) after(from engine.Day, work float64) (day engine.Day, ok bool) {
	at := max(int(from-s.first), 0)
	if at >= len(s.sum)-1 {
		return engine.NoDay, false
	}
	goal := s.sum[at] + work
	i := sort.Search(len(s.sum), func(k int) bool { return s.sum[k] > goal })
	if i >= len(s.sum) {
		return engine.NoDay, false
	}
	return s.first + engine.Day(i-1), true
}

// weight is how busy the shop is on day d, 1 on an ordinary weekday.
func (c *calendar) weight(d engine.Day) float64 {
	t := d.Time()
	w := saleWeight(t)
	if wd := t.Weekday(); wd == time.Saturday || wd == time.Sunday {
		w *= 1.15
	}
	for _, f := range c.festivals {
		if f.name == "春节" {
			w *= springWeight(int(d - f.day))
		}
	}
	return w
}

// saleWeight is the effect of the solar shopping festivals: a peak, then a lull.
func saleWeight(t time.Time) float64 {
	_, m, d := t.Date()
	for _, s := range [...]struct {
		month    time.Month
		from, to int
		weight   float64
	}{
		{time.June, 1, 15, 1.6}, {time.June, 16, 18, 3}, {time.June, 19, 30, 0.75},
		{time.November, 1, 9, 1.7}, {time.November, 10, 11, 4}, {time.November, 12, 25, 0.75},
		{time.December, 10, 12, 1.5},
	} {
		if m == s.month && d >= s.from && d <= s.to {
			return s.weight
		}
	}
	return 1
}

// springWeight is the effect of Spring Festival, by days from New Year's Day:
// people stock up, then couriers and buyers are on holiday.
func springWeight(days int) float64 {
	switch {
	case days >= -28 && days <= -9:
		return 1.7
	case days >= -8 && days <= -3:
		return 0.8
	case days >= -2 && days <= 7:
		return 0.25
	case days >= 8 && days <= 14:
		return 0.7
	}
	return 1
}

// couponDay tells whether the shop hands out coupons: the two big sales and the
// members' days at the end of each month.
func couponDay(d engine.Day) bool {
	_, m, day := d.Time().Date()
	sale := m == time.June && day <= 18 || m == time.November && day <= 11
	return sale || day >= 25 && day <= 28
}

// holiday tells whether couriers are on holiday, when late parcels are usual.
func (c *calendar) holiday(d engine.Day) bool {
	for _, f := range c.festivals {
		if n := d - f.day; f.name == "春节" && n >= -6 && n <= 6 {
			return true
		}
	}
	return false
}
