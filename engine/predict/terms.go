package predict

import (
	"context"
	"math"

	"huiliu/engine"
	"huiliu/engine/feature"
	"huiliu/engine/stat"
)

// Terms are the money behind a decision to contact somebody still here. Zero fields
// take the data's or the literature's values; Source says which.
type Terms struct {
	Value   float64 `json:"value"`   // margin kept when a leaver stays
	Offer   float64 `json:"offer"`   // d: paid to everybody who accepts
	Contact float64 `json:"contact"` // f: paid for everybody contacted
	Accept  float64 `json:"accept"`  // γ: share of would-be leavers whom the offer keeps
	// Source of Value: "year_margin", the mean margin of the last 365 days of those still
	// here, or "default".
	Source string `json:"source"`
}

// Defaults after Verbraken, Verbeke and Baesens (2013): a value of 200, an offer of
// 10, a contact of 1, and 30 % who accept. Offer and contact scale with the value.
const (
	defaultValue   = 200
	defaultOffer   = 0.05
	defaultContact = 0.005
	defaultAccept  = 0.3
)

// Sources of a value: a year's margin, or that of the literature where nobody knows.
const (
	ValueYear    = "year_margin"
	ValueDefault = "default"
)

// withDefaults fills in what nobody has said.
func (t Terms) withDefaults(yearMargin float64) Terms {
	t.Source = "user"
	if t.Value <= 0 {
		t.Value, t.Source = yearMargin, ValueYear
	}
	if !(t.Value > 0) || math.IsInf(t.Value, 0) {
		t.Value, t.Source = defaultValue, ValueDefault
	}
	if t.Offer <= 0 {
		t.Offer = t.Value * defaultOffer
	}
	if t.Contact <= 0 {
		t.Contact = t.Value * defaultContact
	}
	if t.Accept <= 0 || t.Accept > 1 {
		t.Accept = defaultAccept
	}
	return t
}

// Threshold is the probability of leaving from which a contact pays:
// p > (d+f)/(γ(V−d)+d), METHODS 1.13. Above 1 it never does.
func (t Terms) Threshold() float64 {
	under := t.Accept*(t.Value-t.Offer) + t.Offer
	if !(under > 0) {
		return math.Inf(1)
	}
	return (t.Offer + t.Contact) / under
}

// terms fills in the value of a customer from the year before the test day.
func (s *snapshots) terms(ctx context.Context, f *feature.Frame) (Terms, error) {
	margin, err := yearMargin(ctx, s.reader, f, s.options.MarginRate)
	if err != nil {
		return Terms{}, err
	}
	return s.options.Terms.withDefaults(meanMoney(margin)), nil
}

func (c *contracts) meanYear(rate float64) float64 {
	year := make([]engine.Money, c.count())
	for i := range year {
		year[i] = share(c.yearAmount(i), rate)
	}
	return meanMoney(year)
}

func meanMoney(list []engine.Money) float64 {
	each := make([]float64, len(list))
	for i, m := range list {
		each[i] = m.Float()
	}
	return math.Round(stat.Mean(each)*100) / 100
}
