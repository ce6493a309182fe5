package ledger

import "slices"

// Slot is one occasion of a cost: once, or per contact or return of an offer.
type Slot struct {
	Per   Per    `json:"per"`
	Offer string `json:"offer"`
}

// Assumed is what an occasion costs when nothing is entered.
type Assumed struct {
	Slot
	Amount Yuan `json:"amount"`
}

// Charge is what an occasion costs each time:
//
//	Total = (Direct if Entered, else Assumed)·(1 + OnDirect) + Indirect
type Charge struct {
	Assumed
	Direct   Yuan    `json:"direct"`
	Entered  bool    `json:"entered"` // direct costs were entered: they take the place of the assumed ones
	Indirect Yuan    `json:"indirect"`
	OnDirect Percent `json:"on_direct"` // shares of the direct costs, on top
	Total    Yuan    `json:"total"`
}

// Changed reports whether the ledger says anything about the occasion.
func (c *Charge) Changed() bool { return c.Entered || c.Indirect != 0 || c.OnDirect != 0 }

// Line is an entry with what it means.
type Line struct {
	Entry
	Form   string  `json:"form"`
	Direct bool    `json:"direct"`
	Each   Yuan    `json:"each"`  // on each occasion; 0 for a share
	Units  float64 `json:"units"` // occasions in the plan, expected ones for returns
	Total  Yuan    `json:"total"`
	Cost   Cost    `json:"-"`
}

// Book is a ledger in order: every line on one cost base, and what each occasion costs.
type Book struct {
	Lines     []Line   `json:"lines"`   // assumed ones first
	Charges   []Charge `json:"charges"` // in the order of the assumed
	OnBenefit Percent  `json:"on_benefit"`
	Benefit   *Yuan    `json:"benefit_entered"`
}

// mostOnBenefit keeps the benefit after its shares above zero.
const mostOnBenefit = 0.95

// Open checks a ledger and puts it in order over what is assumed without it. Every offer
// has an assumed amount per contact and per return; entries may name these offers.
func Open(l Ledger, assumed []Assumed) (Book, error) {
	var offers []string
	for _, a := range assumed {
		if a.Per == PerContact {
			offers = append(offers, a.Offer)
		}
	}
	l.Entries = slices.Clone(l.Entries)
	costs, err := l.Check(offers)
	if err != nil {
		return Book{}, err
	}
	b := Book{Lines: []Line{}, Charges: []Charge{}}
	if l.Benefit != "" {
		y, err := l.benefit()
		if err != nil {
			return Book{}, err
		}
		b.Benefit = &y
	}
	var onDirect Percent
	for i, e := range l.Entries {
		line := Line{Entry: e, Form: Form(costs[i]), Direct: e.Kind.Direct(), Cost: costs[i]}
		line.Each, _ = Money(costs[i])
		if s, ok := costs[i].(Share); ok {
			if s.Of == OfDirect {
				onDirect += s.Part
			} else {
				b.OnBenefit += s.Part
			}
		}
		b.Lines = append(b.Lines, line)
	}
	if b.OnBenefit > mostOnBenefit {
		return Book{}, refuse("ledger.range", "")
	}
	b.charge(assumed, onDirect)
	return b, nil
}

// charge sums the lines up by occasion and adds lines for what stays assumed.
func (b *Book) charge(assumed []Assumed, onDirect Percent) {
	var rest []Line
	for _, a := range assumed {
		c := Charge{Assumed: a, OnDirect: onDirect}
		for i := range b.Lines {
			l := &b.Lines[i]
			_, money := Money(l.Cost)
			switch {
			case !money || l.Per != a.Per || l.Offer != "" && l.Offer != a.Offer || l.Kind == Subsidy:
			case l.Direct:
				c.Direct, c.Entered = c.Direct+l.Each, true
			default:
				c.Indirect += l.Each
			}
		}
		direct := c.Direct
		if !c.Entered {
			direct = a.Amount
			rest = append(rest, Line{Entry: Entry{Kind: usual(a.Per), Per: a.Per, Offer: a.Offer, Source: FromAssumed}, Form: FormSum, Direct: true, Each: a.Amount, Cost: Sum{a.Amount}})
		}
		c.Total = direct + onDirect.Of(direct) + c.Indirect
		b.Charges = append(b.Charges, c)
	}
	b.Lines = append(rest, b.Lines...)
}

// at lets occasions that the ledger says nothing about cost what the plan reckons with.
func (b Book) at(used map[Slot]Yuan) Book {
	b.Lines, b.Charges = slices.Clone(b.Lines), slices.Clone(b.Charges)
	for i := range b.Charges {
		c := &b.Charges[i]
		y, ok := used[c.Slot]
		if !ok || c.Changed() {
			continue
		}
		c.Amount, c.Total = y, y
		for k := range b.Lines {
			if l := &b.Lines[k]; l.Source == FromAssumed && l.Per == c.Per && l.Offer == c.Offer {
				l.Each, l.Cost = y, Sum{y}
			}
		}
	}
	return b
}

// usual is what the assumed cost of an occasion is for.
func usual(p Per) Kind {
	switch p {
	case PerContact:
		return Contact
	case PerReturn:
		return Gift
	}
	return Staff
}
