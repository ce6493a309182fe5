package bridge

import (
	"cmp"
	"math"
	"slices"

	"huiliu/engine"
)

// Side is one customer in one period, amounts in ten-thousandths: purchase days,
// goods valued at reference prices, at list prices, and as paid; refunds are ≤ 0.
type Side struct{ Days, Volume, List, Sales, Refunds int64 }

// Person is one customer in both periods.
type Person struct {
	ID            string
	First         engine.Day // first purchase ever
	Before, After Side
}

// parts is the amount of one customer in each part, by place in PartKeys.
type parts [len(PartKeys)]int64

// Places in PartKeys.
const (
	atNew = iota
	atReturned
	atLapsed
	atFrequency
	atRefunds = len(PartKeys) - 1
)

// fen is the unit amounts are divided in, a hundredth of the currency.
const fen = 100

// moversPerPart is how many customers stand behind each part in the result.
const moversPerPart = 10

// Compute adds up the bridge of people between periods before and after, whose
// days are given and whose sums are filled in. Every customer's parts add up to
// the change of their own net revenue, exactly: each part is rounded to the fen
// and the largest takes what rounding left. Exchanging the periods exchanges all
// signs (new and returned together against lapsed).
func Compute(people []Person, before, after Totals) Result {
	r := Result{Before: before, After: after, ChangeShare: engine.Undefined(), Movers: []Mover{}}
	var sums, counts parts
	top := make([][]Mover, len(PartKeys))
	for i := range people {
		p := &people[i]
		r.Before.add(p.Before)
		r.After.add(p.After)
		if p.Before.Days > 0 && p.After.Days > 0 {
			r.Kept++
		}
		r.Products = r.Products || p.Before.Volume != p.Before.List || p.After.Volume != p.After.List
		r.Discounts = r.Discounts || p.Before.List != p.Before.Sales || p.After.List != p.After.Sales
		for k, amount := range split(p, before.To) {
			if amount != 0 {
				sums[k] += amount
				counts[k]++
				top[k] = keep(top[k], Mover{PartKeys[k], p.ID, engine.Money(amount)})
			}
		}
	}
	r.Change = r.After.Net - r.Before.Net
	if r.Before.Net > 0 {
		r.ChangeShare = engine.Number(float64(r.Change) / float64(r.Before.Net))
	}
	for k, key := range PartKeys {
		part := Part{Key: key, Customers: counts[k], Amount: engine.Money(sums[k]), Share: engine.Undefined()}
		if r.Before.Net > 0 {
			part.Share = engine.Number(float64(sums[k]) / float64(r.Before.Net))
		}
		r.Parts = append(r.Parts, part)
		r.Movers = append(r.Movers, largest(top[k])...)
	}
	return r
}

func (t *Totals) add(s Side) {
	if s.Days > 0 {
		t.Customers++
	}
	t.Days += s.Days
	t.Sales += engine.Money(s.Sales)
	t.Refunds += engine.Money(s.Refunds)
	t.Net = t.Sales + t.Refunds
}

// keep collects movers and forgets the smaller ones now and then.
func keep(list []Mover, m Mover) []Mover {
	if list = append(list, m); len(list) < 20*moversPerPart {
		return list
	}
	return largest(list)
}

func largest(list []Mover) []Mover {
	slices.SortFunc(list, func(a, b Mover) int {
		return cmp.Or(cmp.Compare(max(b.Amount, -b.Amount), max(a.Amount, -a.Amount)), cmp.Compare(a.CustomerID, b.CustomerID))
	})
	return list[:min(len(list), moversPerPart)]
}

// split divides the change of one customer's net revenue into the parts.
func split(p *Person, beforeTo engine.Day) parts {
	var out parts
	out[atRefunds] = p.After.Refunds - p.Before.Refunds
	change := p.After.Sales - p.Before.Sales
	switch {
	case p.Before.Days > 0 && p.After.Days > 0:
		effects := shapley(factors(p.Before), factors(p.After))
		copy(out[atFrequency:], whole(effects, change))
	case p.Before.Days > 0:
		out[atLapsed] = change
	case p.First > beforeTo:
		out[atNew] = change
	default:
		out[atReturned] = change
	}
	return out
}

// steps is how many factors the sales of a kept customer have.
const steps = 4

// factors are numbers whose product is the sales: purchase days, goods per day at
// reference prices, price level, share of the list price that was paid. A factor
// without meaning (nothing of value was bought) is 1.
func factors(s Side) [steps]float64 {
	list := s.List
	if list < s.Sales || list <= 0 {
		list = s.Sales
	}
	volume := s.Volume
	if volume <= 0 {
		volume = list
	}
	out := [steps]float64{float64(s.Days), float64(volume) / float64(s.Days), 1, 1}
	if volume != 0 {
		out[2] = float64(list) / float64(volume)
	}
	if list != 0 {
		out[3] = float64(s.Sales) / float64(list)
	}
	return out
}

// shapley is the effect of each factor on the product when all change from a to b:
// the mean over all orders of changing them. Exchanging a and b changes the signs
// and nothing else, to the last bit: subsets are added in pairs with their complement.
func shapley(a, b [steps]float64) [steps]float64 {
	weight := [...]float64{1.0 / 4, 1.0 / 12, 1.0 / 12, 1.0 / 4} // |S|! (3 − |S|)! / 4!
	var out [steps]float64
	for k := range out {
		var rest [steps - 1][2]float64
		n := 0
		for i := range a {
			if i != k {
				rest[n] = [2]float64{a[i], b[i]}
				n++
			}
		}
		product := func(set int) float64 {
			x := 1.0
			for i := range rest {
				x *= rest[i][set>>i&1]
			}
			return x
		}
		sum := 0.0
		for set := range 4 { // the other four are the complements
			size := set&1 + set>>1&1
			sum += weight[size] * (product(set) + product(7-set))
		}
		out[k] = (b[k] - a[k]) * sum
	}
	return out
}

// whole rounds effects to the fen so that they add up to total; the largest effect,
// the first of equals, takes the rest.
func whole(effects [steps]float64, total int64) []int64 {
	out, top := make([]int64, steps), 0
	for k, e := range effects {
		out[k] = int64(math.Round(e/fen)) * fen
		total -= out[k]
		if math.Abs(e) > math.Abs(effects[top]) {
			top = k
		}
	}
	out[top] += total
	return out
}
