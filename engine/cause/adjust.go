package cause

import (
	"cmp"
	"context"
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/stat"
	"huiliu/engine/store"
)

// Those nothing is known about are not those who would have given no reason: the angry and
// the loyal answer, others do not, and of what happened much is chance. The adjustment
// estimates from two lists (see twoLists) how many left for each cause. It stands before the
// raw count where it can be made, and the raw count beside it.

// Adjusted is a cause with those who did not answer shared out and chance taken off. The
// intervals are those of the whole estimate made anew on customers drawn anew.
type Adjusted struct {
	Customers     engine.Number `json:"customers"`
	CustomersLow  engine.Number `json:"customers_low"`
	CustomersHigh engine.Number `json:"customers_high"`
	Share         engine.Number `json:"share"` // of the lost customers
	ShareLow      engine.Number `json:"share_low"`
	ShareHigh     engine.Number `json:"share_high"`
	Revenue       engine.Money  `json:"revenue"`
	RevenueLow    engine.Money  `json:"revenue_low"`
	RevenueHigh   engine.Money  `json:"revenue_high"`
	Margin        engine.Money  `json:"margin"`
	MarginLow     engine.Money  `json:"margin_low"`
	MarginHigh    engine.Money  `json:"margin_high"`
}

// Whether causes were adjusted: Result.Adjustment, catalogue cause.adjust.<code>.
const (
	AdjustOK       = "ok"
	AdjustAllKnown = "all_known"   // nobody is unexplained
	AdjustAnswers  = "few_answers" // too few answered
	AdjustBoth     = "few_both"    // too few both answered and met something visible
)

const (
	minAsked = engine.SmallBase // answers needed
	minBoth  = engine.SmallBase // customers needed on both lists
	minTied  = 10               // on both lists for a cause to have a share of answers of its own
	redraws  = 120              // of the bootstrap; its spread is all that is used
	// closeEnough and steps end a search, first on the customers as they are, then on each draw.
	closeEnough, steps = 1e-6, 2000
	drawEnough, draws  = 1e-4, 200
)

// bands of purchase days, and thirds of value, make the groups whose causes are estimated apart.
const (
	bands  = 4
	thirds = 3
)

func bandOf(days int32) int {
	switch {
	case days >= 10:
		return 3
	case days >= 4:
		return 2
	case days >= 2:
		return 1
	}
	return 0
}

// adjuster holds the lost customers as the two lists show them.
type adjuster struct {
	twoLists
	at      map[string]int // cause → number in the lists, from 1
	cell    []int          // by lost customer
	revenue []float64
}

// adjust estimates the causes from both lists and fills their Adjusted.
func (v *verdict) adjust(ctx context.Context, r store.Reader, d churn.Definition, people []customer, lost []*customer, causes []Cause, o Options) (string, error) {
	if !slices.ContainsFunc(causes, func(c Cause) bool { return c.Key == Unexplained }) {
		return AdjustAllKnown, nil
	}
	a := v.lists(lost, causes)
	if code := a.estimable(); code != AdjustOK {
		return code, nil
	}
	if err := a.controls(ctx, r, d, v, people); err != nil {
		return "", err
	}
	best, desk := a.start(), a.desk()
	a.fit(best, desk, closeEnough, steps)
	n, revenue := make([]float64, a.causes+1), make([]float64, a.causes+1)
	a.spread(best, desk, n, revenue)
	dn, dr, err := a.spreads(ctx, best, desk, o.Seed)
	if err != nil {
		return "", err
	}
	unclear := slices.ContainsFunc(causes, func(c Cause) bool { return c.Key == Unclear })
	for i := range causes {
		k := a.at[causes[i].Key]
		if causes[i].Key == Unclear {
			k = a.causes
		}
		causes[i].Adjusted = adjusted(n[k], revenue[k], dn[k], dr[k], float64(len(lost)), o.MarginRate)
		if causes[i].Key == Unexplained && !unclear {
			causes[i].Adjusted = adjusted(n[0]+n[a.causes], revenue[0]+revenue[a.causes], math.Hypot(dn[0], dn[a.causes]), math.Hypot(dr[0], dr[a.causes]), float64(len(lost)), o.MarginRate)
		}
	}
	// By what each costs at least: a large guess about few customers does not come first.
	slices.SortStableFunc(causes, func(x, y Cause) int {
		return cmp.Or(cmp.Compare(boolInt(x.Key == Unexplained), boolInt(y.Key == Unexplained)), cmp.Compare(y.Adjusted.MarginLow, x.Adjusted.MarginLow))
	})
	return AdjustOK, nil
}

// adjusted is a cause of n customers with 95 % intervals from the spread of the draws.
func adjusted(n, revenue, dn, dr, lost, rate float64) *Adjusted {
	low, high := max(0, n-engine.Z95*dn), min(lost, n+engine.Z95*dn)
	least, most := max(0, revenue-engine.Z95*dr), revenue+engine.Z95*dr
	return &Adjusted{Customers: engine.Number(n), CustomersLow: engine.Number(low), CustomersHigh: engine.Number(high),
		Share: engine.Number(n / lost), ShareLow: engine.Number(low / lost), ShareHigh: engine.Number(high / lost),
		Revenue: engine.MoneyOf(revenue), RevenueLow: engine.MoneyOf(least), RevenueHigh: engine.MoneyOf(most),
		Margin: engine.MoneyOf(revenue * rate), MarginLow: engine.MoneyOf(least * rate), MarginHigh: engine.MoneyOf(most * rate)}
}

// lists places every lost customer.
func (v *verdict) lists(lost []*customer, causes []Cause) *adjuster {
	a := &adjuster{at: map[string]int{}}
	var keys []string
	for i := range causes {
		if k := causes[i].Key; k != Unexplained && k != Unclear {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys) // so that the result does not depend on the order of the bars
	for i, k := range keys {
		a.at[k] = i + 1
	}
	a.causes, a.bands, a.groups = len(keys)+1, bands, bands*thirds
	revenues := make([]engine.Money, len(lost))
	for i, c := range lost {
		revenues[i] = c.revenue
	}
	slices.Sort(revenues)
	index := map[[4]int]int{}
	for _, c := range lost {
		third, _ := slices.BinarySearch(revenues, c.revenue)
		band := bandOf(c.days)
		key := [4]int{third*thirds/len(lost)*bands + band, band, a.at[v.visible(c)], a.answer(c)}
		i, ok := index[key]
		if !ok {
			i = len(a.cells)
			index[key] = i
			a.cells = append(a.cells, listCell{group: key[0], band: band, visible: key[2], answer: key[3]})
		}
		a.cell, a.revenue = append(a.cell, i), append(a.revenue, c.revenue.Float())
	}
	for i, cell := range a.cell {
		a.cells[cell].n++
		a.cells[cell].revenue += a.revenue[i]
	}
	return a
}

// answer is what a customer answered: nothing, a cause, or no usable reason.
func (a *adjuster) answer(c *customer) int {
	if !c.answered {
		return 0
	}
	for _, kind := range [...]int{saidCode, saidSurvey, saidLearnt} {
		if k := a.at[c.stated[kind].key]; k > 0 {
			return k
		}
	}
	return a.causes
}

// visible is the cause that something other than an answer points to, "" when nothing does.
func (v *verdict) visible(c *customer) string {
	for _, kind := range [...]int{saidTicket, saidLearntTicket, saidResolved} {
		if key := c.stated[kind].key; key != "" && key != Unclear && (kind != saidResolved || v.resolved[key]) {
			return key
		}
	}
	s, _ := v.behaved(c)
	return s.key
}

// estimable says whether enough customers are on the lists, and ties the causes of too few.
func (a *adjuster) estimable() string {
	var answered, both float64
	on := make([]float64, a.causes)
	for i := range a.cells {
		c := &a.cells[i]
		if c.answer > 0 {
			answered += c.n
			on[c.visible] += c.n
		}
	}
	a.tied = make([]bool, a.causes)
	free := 0
	for k := 1; k < a.causes; k++ {
		both += on[k]
		if a.tied[k] = on[k] < minTied; !a.tied[k] {
			free++
		}
	}
	switch {
	case answered < minAsked:
		return AdjustAnswers
	case both < minBoth || free == 0:
		return AdjustBoth
	}
	return AdjustOK
}

// spreads are the standard deviations of customers and revenue by cause over draws of
// customers with replacement, each with the whole estimate made anew.
func (a *adjuster) spreads(ctx context.Context, best *listFit, d *desk, seed uint64) (n, revenue []float64, err error) {
	whole := slices.Clone(a.cells)
	defer func() { a.cells = whole }()
	a.cells = slices.Clone(whole)
	rng, fit := stat.NewRand(seed, "cause.adjusted"), a.start()
	one := [2][]float64{make([]float64, a.causes+1), make([]float64, a.causes+1)}
	var all [2][][]float64
	for range redraws {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		for i := range a.cells {
			a.cells[i].n, a.cells[i].revenue = 0, 0
		}
		for range a.cell {
			i := rng.IntN(len(a.cell))
			a.cells[a.cell[i]].n++
			a.cells[a.cell[i]].revenue += a.revenue[i]
		}
		fit.copyFrom(best)
		a.fit(fit, d, drawEnough, draws)
		a.spread(fit, d, one[0], one[1])
		for m := range all {
			all[m] = append(all[m], slices.Clone(one[m]))
		}
	}
	return deviations(all[0]), deviations(all[1]), nil
}

// deviations are the standard deviations of the columns.
func deviations(rows [][]float64) []float64 {
	out := make([]float64, len(rows[0]))
	for k := range out {
		mean := 0.0
		for _, row := range rows {
			mean += row[k] / float64(len(rows))
		}
		for _, row := range rows {
			out[k] += (row[k] - mean) * (row[k] - mean)
		}
		out[k] = math.Sqrt(out[k] / float64(len(rows)-1))
	}
	return out
}
