package doctest

import (
	"fmt"

	"huiliu/engine"
	"huiliu/engine/bridge"
)

// revenueBridge is computed from people made up here, so that it adds up.
func revenueBridge() bridge.Result {
	before := bridge.Totals{From: Day("2022-12-31"), To: Day("2023-12-31")}
	after := bridge.Totals{From: Day("2023-12-31"), To: Day("2024-12-31")}
	var people []bridge.Person
	for i := range 400 {
		p := bridge.Person{ID: fmt.Sprintf("00139%08d", i*7919), First: Day("2023-02-01") + engine.Day(2*i)}
		if i%3 != 0 {
			p.Before = bridge.Side{Days: int64(1 + i%5), Volume: int64(1_000_000 + 9_000*i), List: int64(1_010_000 + 9_000*i), Sales: int64(950_000 + 8_900*i)}
		}
		if i%4 != 0 {
			p.After = bridge.Side{Days: int64(1 + i%4), Volume: int64(900_000 + 8_000*i), List: int64(960_000 + 8_000*i), Sales: int64(880_000 + 7_900*i), Refunds: -int64(i % 7 * 10_000)}
		}
		people = append(people, p)
	}
	out := bridge.Compute(people, before, after)
	out.AsOf, out.Basis = after.To, bridge.YearApart
	return out
}
