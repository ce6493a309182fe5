package habit

import (
	"math/rand/v2"
	"testing"

	"huiliu/engine"
	"huiliu/engine/churn"
)

// Three hundred seasonal buyers are planted among two thousand who buy all year round.
func TestSeasons_FindsPlantedBuyersOfOneSeason(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	start := engine.Day(19000)
	l := &lens{asOf: start + 4*yearDays, from: start, rule: churn.Definition{WindowDays: 90}, history: 4 * yearDays, marks: &marks{}}
	var people []person
	for i := range 2300 {
		var days []engine.Day
		if i < 300 {
			for year := range 4 {
				days = append(days, start+engine.Day(year*yearDays+120+r.IntN(40)))
			}
		} else {
			for d := r.IntN(200); d < 4*yearDays; d += 20 + r.IntN(500) {
				days = append(days, start+engine.Day(d))
			}
		}
		if len(days) == 0 {
			continue
		}
		c := customer{days: days, coupon: make([]bool, len(days)), rebate: make([]bool, len(days))}
		p := l.look(c)
		l.marks.add(c, &p)
		people = append(people, p)
	}
	if why := l.seasons(people); why != "" {
		t.Fatal(why)
	}
	found, wrong := 0, 0
	for i, p := range people {
		if p.kind == atSeasonal && i < 300 {
			found++
		} else if p.kind == atSeasonal {
			wrong++
		}
	}
	t.Logf("%d of 300 found, %d others", found, wrong)
	if found < 290 || wrong > 30 {
		t.Errorf("%d of 300 found, %d others", found, wrong)
	}
}

func TestCoupons_WhereEverybodyUsesThemNobodyIsToldApart(t *testing.T) {
	l := &lens{marks: &marks{coupons: true}}
	people := make([]person, 500)
	for i := range people {
		people[i] = person{n: 4, coupons: 4, kind: noKind}
		if i%3 == 0 {
			people[i].coupons = 3
		}
	}
	if why := l.coupons(people); why != ReasonUsual {
		t.Errorf("%q", why)
	}
}

func TestArcOf_WrapsAroundNewYear(t *testing.T) {
	day := func(s string) engine.Day {
		d, err := engine.ParseDay(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	arc, middle := arcOf([]engine.Day{day("2023-12-20"), day("2025-01-10"), day("2025-12-30")})
	if arc != 21 || middle != 363 { // 20 December to 10 January; 30 December
		t.Errorf("%d days around day %d", arc, middle)
	}
	if arc, _ := arcOf([]engine.Day{day("2024-03-01"), day("2025-03-02")}); arc != 0 {
		t.Errorf("%d", arc)
	}
}
