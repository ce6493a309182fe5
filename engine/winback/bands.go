package winback

import "cmp"

// band is an inclusive range with its label.
type band struct {
	label    string
	from, to int
}

// open is the upper bound of a band without one.
const open = 1 << 30

func silenceBands() []band {
	return []band{
		{"000-030", 0, 30}, {"031-060", 31, 60}, {"061-090", 61, 90}, {"091-120", 91, 120},
		{"121-180", 121, 180}, {"181-365", 181, 365}, {"366+", 366, open},
	}
}

func purchaseBands() []band {
	return []band{{"1", 1, 1}, {"2", 2, 2}, {"3-4", 3, 4}, {"5+", 5, open}}
}

func labelOf(bands []band, n int) string {
	for _, b := range bands {
		if n >= b.from && n <= b.to {
			return b.label
		}
	}
	return ""
}

// state is what segments are made of: how long silent, how often bought.
type state struct{ silence, days string }

func stateOf(silent, days int) state {
	return state{labelOf(silenceBands(), silent), labelOf(purchaseBands(), days)}
}

func compareStates(a, b state) int {
	return cmp.Or(cmp.Compare(a.silence, b.silence), cmp.Compare(a.days, b.days))
}
