package sample

import (
	"cmp"
	"fmt"
	"slices"
)

// Faults put into 订单.csv on purpose, each as one extra row with an order
// number of its own, so that leaving them out loses nothing true.
const (
	dirtNoCustomer = "missing_customer"
	dirtDate       = "impossible_date"
	dirtAmount     = "text_amount"
)

// dirtRows is how many rows have a fault, for a shop of n customers.
func dirtRows(n int) []Reason {
	return []Reason{
		{dirtNoCustomer, max(n/200, 1)},
		{dirtDate, max(n/320, 1)},
		{dirtAmount, max(n/530, 1)},
	}
}

// addDirt copies sound orders of one line and spoils the copies.
func (s *shop) addDirt() {
	r := s.stream(forDirt, 0)
	sound := len(s.orders)
	for _, d := range dirtRows(len(s.people)) {
		for k := 0; k < d.Rows; {
			o := *s.orders[r.IntN(sound)]
			if o.state != stateDone {
				continue
			}
			o.lines, o.dirt = o.lines[:1], d.Key
			s.orders = append(s.orders, &o)
			k++
		}
	}
}

// number puts everything in order of time and gives orders and tickets their ids.
func (s *shop) number() {
	slices.SortStableFunc(s.orders, func(a, b *order) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.person.no, b.person.no))
	})
	for i, o := range s.orders {
		// A scrambled running number looks like a platform's and never repeats:
		// the factor shares no divisor with 10^8.
		running := (int64(i)*61803399 + 27182818) % 100_000_000
		o.id = fmt.Sprintf("%s%08d%04d", o.at.day().Time().Format("060102"), running, o.person.no*7919%10000)
	}
	slices.SortStableFunc(s.tickets, func(a, b ticket) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.person.no, b.person.no))
	})
	for i := range s.tickets {
		t := &s.tickets[i]
		t.id = fmt.Sprintf("GD%s%06d", t.at.day().Time().Format("20060102"), i+1)
	}
	slices.SortStableFunc(s.answers, func(a, b answer) int {
		return cmp.Or(cmp.Compare(a.on, b.on), cmp.Compare(a.person.no, b.person.no))
	})
}
