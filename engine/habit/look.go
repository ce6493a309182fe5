package habit

import (
	"context"
	"slices"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/store"
)

const (
	giftDays    = 30 // gifts are bought in so many days before a festival
	seasonArc   = 60 // days of the year all purchases of a seasonal buyer are within
	seasonSlack = 45 // days around the middle of the season that still belong to it
)

// customer is one customer's purchase days, ascending, and how they were paid.
type customer struct {
	no     int32
	days   []engine.Day
	coupon []bool
	rebate []bool
}

// marks is what the data say at all: whether there are coupons and discounts, and how
// many purchases of people without a season fall on each day of the year.
type marks struct {
	coupons, rebates bool
	year             [yearDays]int64
}

func (m *marks) add(c customer, p *person) {
	m.coupons = m.coupons || slices.Contains(c.coupon, true)
	m.rebates = m.rebates || slices.Contains(c.rebate, true)
	for _, d := range c.days {
		if p.yearly && p.arc <= seasonArc {
			break
		}
		m.year[dayOfYear(d)]++
	}
}

// busiest is the share of all purchases in the fullest stretch of a season's length.
func (m *marks) busiest() float64 {
	var all, now, most int64
	for _, n := range m.year {
		all += n
	}
	for i := range yearDays + seasonArc {
		now += m.year[i%yearDays]
		if i > seasonArc {
			now -= m.year[(i-seasonArc-1)%yearDays]
		}
		most = max(most, now)
	}
	return float64(most) / float64(all)
}

// unpack constants of the question: days since 1900 and two bits.
const (
	perCustomer = 1 << 20
	perDay      = 4
)

// eachCustomer hands out the customers one by one; the slices are used again.
func eachCustomer(ctx context.Context, r store.Reader, asOf engine.Day, use func(customer)) error {
	epoch, err := engine.ParseDay("1900-01-01")
	if err != nil {
		return err
	}
	var c customer
	at := int64(-1)
	flush := func() {
		if len(c.days) > 0 {
			use(c)
		}
		c = customer{days: c.days[:0], coupon: c.coupon[:0], rebate: c.rebate[:0]}
	}
	err = store.Query(ctx, r, daysSQL, store.Params{"as_of": asOf}, func(scan store.Scan) error {
		var packed int64
		if err := scan(&packed); err != nil {
			return err
		}
		if no := packed / perCustomer; no != at {
			flush()
			at, c.no = no, int32(no)
		}
		rest := packed % perCustomer
		c.days = append(c.days, epoch+engine.Day(rest/perDay))
		c.coupon, c.rebate = append(c.coupon, rest&2 != 0), append(c.rebate, rest&1 != 0)
		return nil
	})
	flush()
	return err
}

// person is what is known of one customer at the day of a lens, and what came later.
type person struct {
	no                      int32      // customer number
	n                       int32      // purchase days
	patience, patienceThen  int32      // days silence may last after the last of them, and after before
	first, last             engine.Day // of them
	before                  engine.Day // last one by the start of the period of the headline rate; NoDay for none
	feasts                  [2]int32   // of them, in the weeks before each of the feasts
	coupons, rebates        int32      // of them, with a coupon, at a discount
	yearly                  bool       // they span a year or nearly so: a season can be seen
	arc, middle             int16      // days of the year all of them are within, and its middle
	kind                    int8       // place in kindKeys, noKind for none
	sure                    float32    // probability of the kind
	laterN                  int32      // purchase days after the day of the lens
	laterFeast, laterSeason int32      // of them, with the habit
	laterCoupon             int32
	laterRebate             int32
}

// lens looks at customers as of a day.
type lens struct {
	asOf, from engine.Day
	rule       churn.Definition
	history    int // days of data by then
	feasts     [][]engine.Day
	marks      *marks
}

// look sums a customer up.
func (l *lens) look(c customer) person {
	n, _ := slices.BinarySearch(c.days, l.asOf+1)
	p := person{no: c.no, n: int32(n), before: engine.NoDay, kind: noKind}
	if n == 0 {
		return p
	}
	p.first, p.last, p.patience = c.days[0], c.days[n-1], int32(l.rule.Patience(c.days[:n]))
	if k, _ := slices.BinarySearch(c.days[:n], l.from+1); k > 0 {
		p.before, p.patienceThen = c.days[k-1], int32(l.rule.Patience(c.days[:k]))
	}
	for i, d := range c.days {
		switch feast := l.feast(d); {
		case i >= n:
			p.laterN, p.laterFeast = p.laterN+1, p.laterFeast+count(feast >= 0)
			p.laterCoupon, p.laterRebate = p.laterCoupon+count(c.coupon[i]), p.laterRebate+count(c.rebate[i])
		case feast >= 0:
			p.feasts[feast]++
			fallthrough
		default:
			p.coupons, p.rebates = p.coupons+count(c.coupon[i]), p.rebates+count(c.rebate[i])
		}
	}
	if p.yearly = p.last-p.first >= 300; p.yearly {
		p.arc, p.middle = arcOf(c.days[:n])
		for _, d := range c.days[n:] {
			off := (dayOfYear(d) - int(p.middle) + yearDays + yearDays/2) % yearDays
			p.laterSeason += count(max(off-yearDays/2, yearDays/2-off) <= seasonSlack)
		}
	}
	return p
}

func count(yes bool) int32 { return int32(one(yes)) }

// feast is which festival's weeks the day is in, −1 for none.
func (l *lens) feast(d engine.Day) int {
	for k, list := range l.feasts {
		i, _ := slices.BinarySearch(list, d+1)
		if i < len(list) && list[i]-d <= giftDays {
			return k
		}
	}
	return -1
}

func dayOfYear(d engine.Day) int { return min(d.Time().YearDay(), yearDays) - 1 }

// arcOf is the shortest stretch of the year that holds all days, and its middle.
func arcOf(days []engine.Day) (arc, middle int16) {
	list := make([]int, len(days))
	for i, d := range days {
		list[i] = dayOfYear(d)
	}
	slices.Sort(list)
	widest, after := list[0]+yearDays-list[len(list)-1], 0
	for i := 1; i < len(list); i++ {
		if gap := list[i] - list[i-1]; gap > widest {
			widest, after = gap, i
		}
	}
	length := yearDays - widest
	return int16(length), int16((list[after] + length/2) % yearDays)
}

// due is the last day on which silence still fits the habit.
func (l *lens) due(p *person) engine.Day {
	switch p.kind {
	case atGift:
		next := engine.NoDay
		for k, list := range l.feasts {
			// the festival the last purchase was for has passed when the next one counts
			i, _ := slices.BinarySearch(list, p.last+giftDays+1)
			if p.feasts[k] > 0 && i < len(list) && (next == engine.NoDay || list[i] < next) {
				next = list[i]
			}
		}
		return next + grace
	case atSeasonal:
		return p.last + yearDays + seasonSlack + grace
	}
	return p.last + 2*engine.Day(p.patience)
}

// later is how many of the later purchases kept to the habit, of how many.
func (p *person) later(kind int, m *marks) (kept, all int64) {
	switch {
	case kind == atGift:
		return int64(p.laterFeast), int64(p.laterN)
	case kind == atCoupon && !m.coupons:
		return int64(p.laterRebate), int64(p.laterN)
	case kind == atCoupon:
		return int64(p.laterCoupon), int64(p.laterN)
	case p.yearly:
		return int64(p.laterSeason), int64(p.laterN)
	}
	return 0, 0 // no season to compare with
}
