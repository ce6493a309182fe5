package explain

import (
	"math"
	"strings"
)

// say puts a theme into a code with its numbers; not ok when the customer's value
// gives no plain sentence in the direction of the risk.
func (s *Speaker) say(t theme, row int) (Reason, bool) {
	c := s.here.Find(t.shown)
	if c == nil {
		return Reason{}, false
	}
	if c.Text != nil {
		code := "attribute"
		if strings.HasPrefix(t.low, "feature") {
			code = "feature"
		}
		return Reason{Code: code, Name: c.Name, Text: c.Text[row]}, c.Text[row] != ""
	}
	switch t.shown {
	case "overdue":
		return s.sayOverdue(row)
	case "purchase_days_90":
		return s.sayFalling(row)
	case "purchase_days":
		if c.Number[row] == 1 {
			return Reason{Code: "one_time", Value: 1, Usual: s.usual[c.Name], Unit: s.trait(c.Name).Unit}, true
		}
	}
	r := Reason{Value: c.Number[row], Usual: s.usual[c.Name], Unit: s.trait(c.Name).Unit}
	switch {
	case math.IsNaN(r.Value) || math.IsNaN(r.Usual):
		return r, false
	case clearlyBelow(r.Value, r.Usual):
		r.Code = t.low
	case clearlyBelow(r.Usual, r.Value):
		r.Code = t.high
	}
	if strings.HasPrefix(r.Code, "attribute") || strings.HasPrefix(r.Code, "feature") {
		r.Name = c.Name
	}
	return r, r.Code != ""
}

// clearlyBelow keeps reasons out that nobody would call a difference: it asks for at
// most two thirds.
func clearlyBelow(a, b float64) bool { return a >= 0 && a < b && 3*a <= 2*b }

// value is a number of the customer, NaN without the column.
func (s *Speaker) value(column string, row int) float64 {
	if c := s.here.Find(column); c != nil && c.Text == nil {
		return c.Number[row]
	}
	return math.NaN()
}

// sayOverdue compares the silence with the customer's own mean gap.
func (s *Speaker) sayOverdue(row int) (Reason, bool) {
	silence, gap := s.value("silence_days", row), s.value("mean_gap", row)
	if math.IsNaN(gap) { // bought on one day only: there is no rhythm
		return Reason{Code: "one_time", Value: 1, Usual: s.usual["purchase_days"], Unit: s.trait("purchase_days").Unit}, true
	}
	return Reason{Code: "overdue", Value: silence, Usual: math.Round(gap), Unit: s.trait("silence_days").Unit}, silence > gap
}

// shortTerm and longTerm are the spans in days whose pace "falling" compares.
const (
	shortTerm = 90
	longTerm  = 365
)

// sayFalling compares the last 90 days with what the customer's own pace of the last
// 365 days makes of 90; only someone known for longer than that can slow down.
func (s *Speaker) sayFalling(row int) (Reason, bool) {
	known := math.Min(longTerm, s.value("tenure_days", row)+1)
	r := Reason{Code: "falling", Value: s.value("purchase_days_90", row), Unit: s.trait("purchase_days_90").Unit}
	r.Usual = s.value("purchase_days_365", row) * shortTerm / known
	return r, known > shortTerm && clearlyBelow(r.Value, r.Usual) && s.value("purchase_days", row) > 1
}
