package ledger

import (
	"errors"
	"slices"
	"strconv"

	"huiliu/engine"
)

// Kind says what an entry is for.
type Kind string

// Kinds of direct costs.
const (
	Contact Kind = "contact"
	Staff   Kind = "labour"
	Gift    Kind = "offer" // redeemed
	Goods   Kind = "goods"
	Freight Kind = "freight"
)

// Kinds of indirect costs. Subsidy, what those get who would have come anyway, is counted
// by the plan itself: an entry of this kind is kept and shown, and added to nothing there.
const (
	Management Kind = "management"
	Systems    Kind = "systems"
	Cannibal   Kind = "cannibal" // full-price sales that the offer only replaces
	Subsidy    Kind = "subsidy"
	Complaints Kind = "complaints"
)

// Kinds lists all kinds, direct ones first.
func Kinds() []Kind {
	return []Kind{Contact, Staff, Gift, Goods, Freight, Management, Systems, Cannibal, Subsidy, Complaints}
}

// Direct reports whether costs of the kind arise from the contact and the return themselves.
func (k Kind) Direct() bool { return slices.Index(Kinds(), k) <= slices.Index(Kinds(), Freight) }

// Per says how often a cost arises.
type Per string

// Occasions of a cost.
const (
	Once       Per = "once" // per campaign
	PerContact Per = "contact"
	PerReturn  Per = "return"
)

// Occasions lists them.
func Occasions() []Per { return []Per{Once, PerContact, PerReturn} }

// Where an entry comes from.
const (
	FromUser      = "user"
	FromHistory   = "history"   // costs logged in past campaigns
	FromBenchmark = "benchmark" // somebody else's figure
	FromJudgement = "judgement" // three points
	FromAssumed   = "assumed"
)

// Entry is one line as a person writes it.
type Entry struct {
	Kind   Kind   `json:"kind" toml:"kind"`
	Per    Per    `json:"per" toml:"per"`               // "" = once
	Offer  string `json:"offer,omitempty" toml:"offer"` // of which offer, "" = whatever is offered
	Name   string `json:"name,omitempty" toml:"name"`
	Value  string `json:"value" toml:"value"` // see Parse
	Source string `json:"source,omitempty" toml:"source"`
	Note   string `json:"note,omitempty" toml:"note"`
	Author string `json:"author,omitempty" toml:"author"`
	Day    string `json:"day,omitempty" toml:"day"` // when it was entered
}

// Same reports whether an entry takes the place of another: same kind, occasion, offer and name.
func (e *Entry) Same(o *Entry) bool {
	return e.Kind == o.Kind && e.Per == o.Per && e.Offer == o.Offer && e.Name == o.Name
}

// Ledger is what a person entered.
type Ledger struct {
	// Benefit, when entered, is what the costs are held against, instead of what the plan expects.
	Benefit string  `json:"benefit,omitempty" toml:"benefit"`
	Entries []Entry `json:"entries" toml:"entry"`
}

// Check reads every entry and fills in what was left out; offers are the known ones. The
// first that is refused is an [*engine.Error] with its line among the entries.
func (l *Ledger) Check(offers []string) ([]Cost, error) {
	costs := make([]Cost, len(l.Entries))
	for i := range l.Entries {
		e := &l.Entries[i]
		c, err := e.check(offers)
		if err != nil {
			return nil, e.at(i, err)
		}
		costs[i] = c
	}
	if l.Benefit == "" {
		return costs, nil
	}
	_, err := l.benefit()
	return costs, err
}

// benefit is the amount entered.
func (l *Ledger) benefit() (Yuan, error) {
	c, err := Parse(l.Benefit)
	if err != nil {
		return 0, err
	}
	y, ok := Money(c)
	if !ok {
		return 0, refuse("ledger.percent_as_money", l.Benefit)
	}
	return y, nil
}

func (e *Entry) at(i int, err error) error {
	var refused *engine.Error
	if !errors.As(err, &refused) {
		return err
	}
	args := engine.Args{"entry": strconv.Itoa(i + 1), "kind": string(e.Kind)}
	for k, v := range refused.Args {
		args[k] = v
	}
	return &engine.Error{Code: refused.Code, Place: refused.Place, Args: args, Cause: refused.Cause}
}

func (e *Entry) check(offers []string) (Cost, error) {
	if e.Per == "" {
		e.Per = Once
	}
	switch {
	case !slices.Contains(Kinds(), e.Kind):
		return nil, refuse("ledger.kind", string(e.Kind))
	case !slices.Contains(Occasions(), e.Per):
		return nil, refuse("ledger.per", string(e.Per))
	case e.Offer != "" && (e.Per == Once || !slices.Contains(offers, e.Offer)):
		return nil, refuse("ledger.offer", e.Offer)
	}
	c, err := Parse(e.Value)
	if err != nil {
		return nil, err
	}
	if _, ok := c.(Share); ok && (e.Kind.Direct() || e.Kind == Subsidy || e.Per != Once) {
		return nil, refuse("ledger.circular", e.Value) // of itself, or of a total each time; the plan counts a subsidy
	}
	switch _, judged := c.(Judged); {
	case judged:
		e.Source = FromJudgement
	case !slices.Contains([]string{FromHistory, FromBenchmark, FromJudgement}, e.Source):
		e.Source = FromUser
	}
	return c, nil
}

// Put adds an entry, or takes the place of the same one; Drop takes it out.
func (l Ledger) Put(e Entry) Ledger {
	l.Entries = append(slices.Clone(l.Drop(e).Entries), e)
	return l
}

// Drop takes the entry of the same kind, occasion, offer and name out.
func (l Ledger) Drop(e Entry) Ledger {
	if e.Per == "" {
		e.Per = Once
	}
	l.Entries = slices.DeleteFunc(slices.Clone(l.Entries), func(o Entry) bool {
		if o.Per == "" {
			o.Per = Once
		}
		return o.Same(&e)
	})
	return l
}
