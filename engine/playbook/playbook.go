// Package playbook says what to do about a lost customer: by cause, value, stage and price
// sensitivity, an offer, a channel, words, an owner and a due day. It is judgement, to be
// edited by the shop; only campaigns with a control group measure what works.
package playbook

import (
	"encoding/json"
	"slices"

	"huiliu/engine"
)

// Any matches every customer.
const Any = ""

// Values of customers among those to be contacted.
const (
	High   = "high" // the best fifth by revenue
	Middle = "middle"
	Low    = "low" // the lower two fifths
)

// Stages of customers.
const (
	Once   = "once"   // bought on one day only
	Repeat = "repeat" // bought on several days
	Gone   = "gone"   // silent for more than a year
)

// Price sensitivity.
const (
	Sensitive = "sensitive" // buys with coupons only, or left for the price
	Usual     = "usual"
)

// Channels a customer is contacted by.
func Channels() []string { return []string{"sms", "wecom", "call", "mail", "visit"} }

// Text is words by language; what a person typed has one for all: "".
type Text map[string]string

// Rule says what to do with customers it fits; the most specific one holds, of equally
// specific ones the first.
type Rule struct {
	Cause   string `json:"cause"`
	Value   string `json:"value"`
	Stage   string `json:"stage"`
	Price   string `json:"price"`
	Offer   Text   `json:"offer"` // what to make good or to offer
	Channel string `json:"channel"`
	Words   Text   `json:"words"` // what to say
	Owner   Text   `json:"owner"`
	Days    int    `json:"days"` // due so many days from the start
	Author  string `json:"author,omitempty"`
	Day     string `json:"day,omitempty"`
}

// Key names a rule by what it fits.
func (r *Rule) Key() string { return r.Cause + "/" + r.Value + "/" + r.Stage + "/" + r.Price }

// Customer is one to be contacted.
type Customer struct {
	ID                         string
	Cause, Value, Stage, Price string
	Offer                      string // of the plan
}

// Task is what to do with one customer.
type Task struct {
	Customer
	Rule int        `json:"rule"` // among the rules
	Due  engine.Day `json:"due"`
}

// Read reads rules; a rule with an unknown value is Error playbook.rule.
func Read(raw []byte) ([]Rule, error) {
	var list []Rule
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, &engine.Error{Code: "playbook.rule", Args: engine.Args{"rule": ""}, Cause: err}
	}
	return list, Check(list)
}

// Check refuses rules that could never fit or say nothing.
func Check(list []Rule) error {
	for i := range list {
		r := &list[i]
		known := slices.Contains([]string{Any, High, Middle, Low}, r.Value) && slices.Contains([]string{Any, Once, Repeat, Gone}, r.Stage) &&
			slices.Contains([]string{Any, Sensitive, Usual}, r.Price) && slices.Contains(Channels(), r.Channel)
		if !known || r.Days < 0 || r.Days > 3650 || len(r.Offer) == 0 || len(r.Words) == 0 {
			return &engine.Error{Code: "playbook.rule", Args: engine.Args{"rule": r.Key()}}
		}
	}
	return nil
}

// Put adds a rule, or takes the place of the one that fits the same customers.
func Put(list []Rule, r Rule) []Rule {
	out := slices.Clone(list)
	if i := slices.IndexFunc(out, func(o Rule) bool { return o.Key() == r.Key() }); i >= 0 {
		out[i] = r
		return out
	}
	return append(out, r)
}

// Drop takes the rule for the same customers out.
func Drop(list []Rule, r Rule) []Rule {
	return slices.DeleteFunc(slices.Clone(list), func(o Rule) bool { return o.Key() == r.Key() })
}

// Fit is the rule for a customer, −1 for none.
func Fit(list []Rule, c *Customer) int {
	best, most := -1, -1
	for i := range list {
		r := &list[i]
		n, fits := 0, true
		for _, p := range [][2]string{{r.Cause, c.Cause}, {r.Value, c.Value}, {r.Stage, c.Stage}, {r.Price, c.Price}} {
			switch {
			case p[0] == Any:
			case p[0] == p[1]:
				n++
			default:
				fits = false
			}
		}
		if fits && n > most {
			best, most = i, n
		}
	}
	return best
}

// Tasks makes a list of what to do from a day on, in the order of the customers; who fits
// no rule has no task.
func Tasks(list []Rule, customers []Customer, from engine.Day) []Task {
	out := []Task{}
	for _, c := range customers {
		if i := Fit(list, &c); i >= 0 {
			out = append(out, Task{Customer: c, Rule: i, Due: from + engine.Day(list[i].Days)})
		}
	}
	return out
}

// Tier is the value of a revenue among all to be contacted, sorted ascending.
func Tier(sorted []float64, revenue float64) string {
	at, _ := slices.BinarySearch(sorted, revenue)
	switch share := float64(at) / float64(max(1, len(sorted))); {
	case share >= 0.8:
		return High
	case share >= 0.4:
		return Middle
	}
	return Low
}
