package feature

import (
	"math"
	"time"

	"huiliu/engine"
	"huiliu/engine/festival"
)

// seasonal are the features of the day itself, the same for all its customers: they
// tell snapshots of several days apart.
func seasonal() []Info {
	return group("season",
		Info{Name: "year_sin", Unit: Ratio},
		Info{Name: "year_cos", Unit: Ratio},
		Info{Name: "days_to_sale", Unit: Days})
}

// season are the values of seasonal, in its order.
func season(asOf engine.Day) [3]float64 {
	turn := 2 * math.Pi * float64(asOf.Time().YearDay()-1) / 365.25
	return [3]float64{math.Sin(turn), math.Cos(turn), float64(nextSale(asOf) - asOf)}
}

// nextSale is the first of 18 June, 11 November and Spring Festival after a day.
func nextSale(day engine.Day) engine.Day {
	t := day.Time()
	next := engine.DayOf(time.Date(t.Year()+1, time.June, 18, 0, 0, 0, 0, time.UTC))
	list := festival.Spring()
	for _, at := range []time.Time{
		time.Date(t.Year(), time.June, 18, 0, 0, 0, 0, time.UTC), time.Date(t.Year(), time.November, 11, 0, 0, 0, 0, time.UTC),
	} {
		list = append(list, engine.DayOf(at))
	}
	for _, d := range list {
		if d > day && d < next {
			next = d
		}
	}
	return next
}
