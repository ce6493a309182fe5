package ledger

import (
	"math"
	"strings"

	"huiliu/engine"
)

// Cost is what an entry costs: [Sum], [Work], [Judged] or [Share].
type Cost interface{ form() string }

// Sum is an amount of money.
type Sum struct{ Amount Yuan }

// Work is labour: people × hours each × yuan per hour.
type Work struct {
	People People
	Hours  Hours
	Wage   Wage
}

// Judged is a three-point judgement: at least, most likely, at most.
type Judged struct{ Low, Likely, High Yuan }

// Share is a percent of a base that is named.
type Share struct {
	Part Percent
	Of   Base
}

// Base is what a percent is taken of.
type Base string

// Bases of a percent.
const (
	OfDirect  Base = "direct"  // all direct costs
	OfBenefit Base = "benefit" // the additional margin, before any cost
)

// Forms of a cost.
const (
	FormSum    = "sum"
	FormWork   = "work"
	FormJudged = "judged"
	FormShare  = "share"
)

func (Sum) form() string    { return FormSum }
func (Work) form() string   { return FormWork }
func (Judged) form() string { return FormJudged }
func (Share) form() string  { return FormShare }

// Form names the kind of a cost.
func Form(c Cost) string { return c.form() }

// Money is what a cost amounts to; a share has none without its base.
func Money(c Cost) (Yuan, bool) {
	switch c := c.(type) {
	case Sum:
		return c.Amount, true
	case Work:
		return Labour(c.People, c.Hours, c.Wage), true
	case Judged:
		return c.Mean(), true
	}
	return 0, false
}

// Mean of a PERT judgement: (low + 4·likely + high) ÷ 6.
func (j Judged) Mean() Yuan { return (j.Low + 4*j.Likely + j.High) / 6 }

// Deviation of a PERT judgement: (high − low) ÷ 6.
func (j Judged) Deviation() Yuan { return (j.High - j.Low) / 6 }

// mostMoney is more than any ledger holds.
const mostMoney = 1e12

// Parse reads a cost as a person writes it:
//
//	¥300, 1.2万元                       an amount
//	2人 × 16小时 × 35元                  labour; the units say which is which
//	800 ~ 1200 ~ 3000元                 judged: at least, most likely, at most
//	10% of direct, 直接成本的10%          a share of the direct costs, or of the benefit
//
// A percent by itself, or several added up, is Error ledger.percent_as_money; people or
// hours by themselves ledger.not_money; what cannot be read ledger.unreadable; negative
// or absurd amounts ledger.range.
func Parse(text string) (Cost, error) {
	s := strings.ToLower(plainMarks(text))
	if !strings.Contains(s, "%") {
		s = strings.ReplaceAll(s, "x", "×")
	}
	switch {
	case s == "":
		return nil, refuse("ledger.unreadable", text)
	case strings.Contains(s, "%"):
		return parseShare(s, text)
	case strings.Contains(s, "~"):
		return parseJudged(s, text)
	case strings.ContainsAny(s, "×*"):
		return parseWork(s, text)
	}
	y, err := parseYuan(s, text)
	return Sum{y}, err
}

func refuse(code, text string) error {
	return &engine.Error{Code: code, Args: engine.Args{"value": text}}
}

func parseYuan(s, text string) (Yuan, error) {
	a, ok := ReadAmount(s)
	switch {
	case !ok:
		return 0, refuse("ledger.unreadable", text)
	case a.Unit == UnitPercent:
		return 0, refuse("ledger.percent_as_money", text)
	case a.Unit == UnitCount, a.Unit == UnitHours:
		return 0, refuse("ledger.not_money", text)
	case a.Value < 0 || a.Value > mostMoney:
		return 0, refuse("ledger.range", text)
	}
	return Yuan(a.Value), nil
}

func parseJudged(s, text string) (Cost, error) {
	parts := strings.Split(s, "~")
	if len(parts) != 3 {
		return nil, refuse("ledger.three_points", text)
	}
	var v [3]Yuan
	for i, p := range parts {
		var err error
		if v[i], err = parseYuan(p, text); err != nil {
			return nil, err
		}
	}
	if v[0] > v[1] || v[1] > v[2] {
		return nil, refuse("ledger.three_points", text)
	}
	return Judged{v[0], v[1], v[2]}, nil
}

// parseWork reads people, hours and a wage in any order: each says its unit.
func parseWork(s, text string) (Cost, error) {
	var w Work
	var people, hours, wage int
	for _, p := range strings.FieldsFunc(s, func(r rune) bool { return r == '×' || r == '*' }) {
		for _, per := range []string{"/小时", "每小时", "/hour", "/h"} {
			p = strings.TrimSuffix(p, per)
		}
		a, ok := ReadAmount(p)
		if !ok || a.Value < 0 || a.Value > mostMoney {
			return nil, refuse("ledger.unreadable", text)
		}
		switch a.Unit {
		case UnitCount:
			w.People, people = People(a.Value), people+1
		case UnitHours:
			w.Hours, hours = Hours(a.Value), hours+1
		default: // no percent comes here
			w.Wage, wage = Wage(a.Value), wage+1
		}
	}
	if people > 1 || hours != 1 || wage != 1 {
		return nil, refuse("ledger.labour", text)
	}
	if people == 0 {
		w.People = 1 // "0.1 h × ¥35" for each contact
	}
	if Labour(w.People, w.Hours, w.Wage) > mostMoney {
		return nil, refuse("ledger.range", text)
	}
	return w, nil
}

// bases are the words for a base, as they are left of or right of the percent.
func bases() map[string]Base {
	return map[string]Base{
		"direct": OfDirect, "directcost": OfDirect, "directcosts": OfDirect, "直接成本": OfDirect, "直接": OfDirect,
		"benefit": OfBenefit, "收益": OfBenefit, "效益": OfBenefit, "增量毛利": OfBenefit, "多赚的毛利": OfBenefit,
	}
}

// parseShare reads "10%ofdirect", "直接成本的10%", "10%×直接成本".
func parseShare(s, text string) (Cost, error) {
	s = strings.NewReplacer("ofthe", "|", "of", "|", "的", "|", "×", "|", "*", "|").Replace(s)
	parts := strings.Split(s, "|")
	var part *Percent
	of := Base("")
	for _, p := range parts {
		if b, ok := bases()[p]; ok {
			of = b
			continue
		}
		a, ok := ReadAmount(p)
		if !ok || a.Unit != UnitPercent || part != nil {
			return nil, refuse("ledger.percent_as_money", text)
		}
		v := Percent(a.Value)
		part = &v
	}
	switch {
	case part == nil || of == "":
		return nil, refuse("ledger.percent_as_money", text)
	case *part < 0 || of == OfBenefit && *part > 1 || *part > 10 || math.IsNaN(float64(*part)):
		return nil, refuse("ledger.range", text)
	}
	return Share{*part, of}, nil
}
