package cause

import (
	"cmp"
	"slices"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// Those nothing is known about are not those who would have given no reason: the angry
// and the loyal answer, others do not. The adjustment gives the unexplained of each group
// (value × number of purchase days) the reasons of those of the group who answered and
// to whom nothing visible happened either. It stands beside the raw count and does not
// replace it: the truth lies between "who says nothing left for no reason of ours" and "who
// says nothing is like who answered".

// minAsked is from how many such answers on the adjustment is shown; thinGroup is below
// how many a group borrows from all.
const (
	minAsked  = 30
	thinGroup = 5
)

// Adjusted is a cause when the unexplained are spread like the answers.
type Adjusted struct {
	Customers     engine.Number `json:"customers"`
	CustomersLow  engine.Number `json:"customers_low"`
	CustomersHigh engine.Number `json:"customers_high"`
	// Share is of the lost customers.
	Share      engine.Number `json:"share"`
	Revenue    engine.Money  `json:"revenue"`
	Margin     engine.Money  `json:"margin"`
	MarginLow  engine.Money  `json:"margin_low"` // 95 % bootstrap interval
	MarginHigh engine.Money  `json:"margin_high"`
	// RangeLow is the low end of the raw margin, RangeHigh the larger of the two high ends.
	RangeLow  engine.Money `json:"range_low"`
	RangeHigh engine.Money `json:"range_high"`
}

// standing is what one lost customer adds to the sums of a draw.
type standing struct {
	cause   int32
	group   int32
	revenue float64
	open    bool // unexplained
	asked   bool // answered, with nothing visible beside
}

// groupsOf is the number of groups: three thirds of value × three of purchase days.
const groupsOf = 9

// standings places every lost customer.
func standings(lost []*customer, causes []Cause, v *verdict) []standing {
	at := map[string]int32{}
	for i := range causes {
		at[causes[i].Key] = int32(i)
	}
	revenues := make([]engine.Money, len(lost))
	for i, c := range lost {
		revenues[i] = c.revenue
	}
	slices.Sort(revenues)
	out := make([]standing, len(lost))
	for i, c := range lost {
		third, _ := slices.BinarySearch(revenues, c.revenue)
		days := int32(0)
		switch {
		case c.days >= 4:
			days = 2
		case c.days >= 2:
			days = 1
		}
		_, behaved := v.behaved(c)
		out[i] = standing{cause: at[c.key], group: int32(third*3/len(lost))*3 + days, revenue: c.revenue.Float(),
			open: c.key == Unexplained, asked: c.answered && !behaved && c.key != Unexplained}
	}
	return out
}

// draw holds the sums of one draw of customers by cause, raw and adjusted; 0 customers,
// 1 revenue.
type draw struct {
	raw, adjusted [2][]float64
	open          [groupsOf][2]float64
	asked         [groupsOf + 1][]float64 // the last is all groups
	total         [groupsOf + 1]float64
}

func newDraw(causes int) *draw {
	d := &draw{}
	for m := range 2 {
		d.raw[m], d.adjusted[m] = make([]float64, causes), make([]float64, causes)
	}
	for g := range d.asked {
		d.asked[g] = make([]float64, causes)
	}
	return d
}

func (d *draw) clear() {
	for m := range 2 {
		clear(d.raw[m])
	}
	for g := range d.asked {
		clear(d.asked[g])
	}
	clear(d.open[:])
	clear(d.total[:])
}

func (d *draw) add(s *standing) {
	d.raw[0][s.cause]++
	d.raw[1][s.cause] += s.revenue
	switch {
	case s.open:
		d.open[s.group][0]++
		d.open[s.group][1] += s.revenue
	case s.asked:
		for _, g := range [2]int32{s.group, groupsOf} {
			d.asked[g][s.cause]++
			d.total[g]++
		}
	}
}

// spread gives the open ones of each group the reasons of its answers.
func (d *draw) spread(unexplained int) {
	if unexplained < 0 {
		return
	}
	for m := range 2 {
		copy(d.adjusted[m], d.raw[m])
		for g := range d.open {
			from := g
			if d.total[g] < thinGroup {
				from = groupsOf
			}
			if d.total[from] == 0 || d.open[g][m] == 0 {
				continue
			}
			for c, n := range d.asked[from] {
				d.adjusted[m][c] += d.open[g][m] * n / d.total[from]
			}
			d.adjusted[m][unexplained] -= d.open[g][m]
		}
	}
}

// fill writes the adjusted figures of the causes; draws are the adjusted sums by cause and
// measure of every draw. Without enough answers nothing is filled.
func (d *draw) fill(causes []Cause, draws [][2][]float64, lost int, o Options) {
	if d.total[groupsOf] < minAsked {
		return
	}
	for c := range causes {
		k := &causes[c]
		a := &Adjusted{Customers: engine.Number(d.adjusted[0][c]), Share: engine.Number(d.adjusted[0][c] / float64(lost)),
			Revenue: engine.MoneyOf(d.adjusted[1][c]), Margin: engine.MoneyOf(d.adjusted[1][c] * o.MarginRate)}
		low, high := ends(draws[c][0])
		a.CustomersLow, a.CustomersHigh = engine.Number(low), engine.Number(high)
		low, high = ends(draws[c][1])
		a.MarginLow, a.MarginHigh = engine.MoneyOf(low*o.MarginRate), engine.MoneyOf(high*o.MarginRate)
		a.RangeLow, a.RangeHigh = min(k.Low, a.MarginLow), max(k.High, a.MarginHigh)
		k.Adjusted = a
	}
}

func ends(x []float64) (low, high float64) {
	slices.SortFunc(x, cmp.Compare)
	return stat.Quantile(x, 0.025), stat.Quantile(x, 0.975)
}
