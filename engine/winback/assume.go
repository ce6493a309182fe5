package winback

import (
	"context"
	_ "embed"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"huiliu/engine"
	"huiliu/engine/campaign"
	"huiliu/engine/churn"
	"huiliu/engine/store"
)

//go:embed sql/span.sql
var spanSQL string

// MarginInput is the margin rate the data give. When it was not measured, Defaults
// assumes assumedMargin.
type MarginInput struct {
	Rate     float64
	Measured bool
}

const assumedMargin = 0.30

// Where an assumption's value comes from.
const (
	SourceData     = "data"
	SourceMeasured = "measured" // from a past campaign with a control group
	SourceLedger   = "ledger"   // entered in the cost ledger
	SourceAssumed  = "assumed"
	SourceUser     = "user"
)

// The built-in offers.
const (
	OfferReminder = "reminder"
	OfferCoupon   = "coupon"
	OfferCallGift = "call_gift"
)

// defaultHorizon is the usual horizon in days; shorter ones serve short histories.
const defaultHorizon = 90

// Defaults proposes assumptions scaled to the shop: offers cost a share of what a
// customer usually spends on a day, the lift of an offer is taken from a past
// campaign with a control group when its interval lies above zero, and everything
// else is a stated assumption.
func Defaults(ctx context.Context, r store.Reader, d churn.Definition, m MarginInput, past []campaign.Campaign) (Assumptions, error) {
	a := Assumptions{
		MarginRate: Percent(m.Rate), DiscountRate: 0.08, ControlShare: 0.2, HorizonDays: defaultHorizon,
		Sources: Sources{"margin_rate": SourceData},
	}
	if !m.Measured {
		a.MarginRate, a.Sources["margin_rate"] = assumedMargin, SourceAssumed
	}
	first, customers, typical, err := span(ctx, r, d)
	if err != nil {
		return Assumptions{}, err
	}
	for _, h := range []Days{defaultHorizon, 60, 30} {
		a.HorizonDays = h
		if int(d.AsOf-first) >= int(h)+d.WindowDays+1 {
			break
		}
	}
	a.ContactCap = Count(min(1000, customers))
	a.Budget, a.FixedCost = Yuan(round2(20*typical)), Yuan(round2(2*typical))
	a.Offers = Usual(typical)
	for _, name := range Names(a) {
		if a.Sources[name] == "" {
			a.Sources[name] = SourceAssumed
		}
	}
	if d.Business == churn.Contractual || d.AsOf == engine.NoDay {
		return a, nil
	}
	a.learn(past)
	return a, nil
}

// Usual are the offers every plan begins with, of a shop with that typical order amount.
func Usual(typical float64) []Offer {
	return []Offer{
		{Key: OfferReminder, ContactCost: 0.05, Lift: 0.10},
		{Key: OfferCoupon, ContactCost: 0.05, OfferCost: Yuan(round2(0.10 * typical)), Lift: 0.30},
		{Key: OfferCallGift, ContactCost: 4, OfferCost: Yuan(round2(0.15 * typical)), Lift: 0.50},
	}
}

func span(ctx context.Context, r store.Reader, d churn.Definition) (first engine.Day, customers int64, typical float64, err error) {
	if d.AsOf == engine.NoDay {
		return engine.NoDay, 0, 100, nil
	}
	var median engine.Money
	found, err := store.One(ctx, r, spanSQL, store.Params{"as_of": d.AsOf}, &first, &customers, &median)
	if !found || median <= 0 {
		median = engine.MoneyOf(100)
	}
	return first, customers, median.Float(), err
}

// round2 rounds to two significant digits.
func round2(x float64) float64 {
	v, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 2, 64), 64)
	if err != nil {
		return x
	}
	return v
}

// learn takes lift and contact cost from the latest campaign per offer whose effect
// is above zero with a sound split; later campaigns overwrite earlier ones.
func (a *Assumptions) learn(past []campaign.Campaign) {
	for _, c := range past { // by day
		for _, e := range c.Effects {
			a.take(&e)
		}
	}
}

func (a *Assumptions) take(e *campaign.Effect) {
	key := offerLike(e.Offer, e.Channel)
	i := slices.IndexFunc(a.Offers, func(o Offer) bool { return o.Key == key })
	if i < 0 {
		return
	}
	if e.Each > 0 { // what was paid is known, whatever came of it
		a.Offers[i].ContactCost = Yuan(e.Each)
		a.Sources[key+".contact_cost"] = SourceMeasured
	}
	if e.Code != campaign.Works || e.Control.Events == 0 {
		return
	}
	a.Offers[i].Lift = Percent(math.Round(float64(e.Lift)*1000) / 1000)
	a.Sources[key+".lift"] = SourceMeasured
}

// MeasuredSpread is the relative standard deviation of the effect the lift of an offer was
// learnt from; ok is false when none was.
func MeasuredSpread(past []campaign.Campaign, offer string) (sd float64, ok bool) {
	const both = 2 * engine.Z95 // the width of the interval in deviations
	for _, c := range past {
		for _, e := range c.Effects {
			if offerLike(e.Offer, e.Channel) == offer && e.Code == campaign.Works && e.Control.Events > 0 && e.Response.Diff > 0 {
				sd, ok = float64(e.Response.High-e.Response.Low)/both/float64(e.Response.Diff), true
			}
		}
	}
	return sd, ok
}

// offerLike maps an offer as logged to the built-in one it resembles; "" when no
// offer was logged: its effect must not be credited to one that costs less.
func offerLike(offer, channel string) string {
	text := strings.ToLower(strings.TrimSpace(offer))
	switch {
	case text == "":
		return ""
	case containsAny(text, "赠", "礼", "gift", "sample", "试用"), containsAny(strings.ToLower(channel), "电话", "phone", "call"):
		return OfferCallGift
	case containsAny(text, "券", "折", "减", "优惠", "coupon", "voucher", "discount", "%", "off"):
		return OfferCoupon
	}
	return OfferReminder
}

func containsAny(s string, parts ...string) bool {
	return slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(s, p) })
}

// Names lists the names Override knows, in the order of the assumptions sheet.
func Names(a Assumptions) []string {
	out := []string{"margin_rate", "discount_rate", "fixed_cost", "budget", "contact_cap", "control_share", "cannibalised"}
	for _, o := range a.Offers {
		out = append(out, o.Key+".contact_cost", o.Key+".offer_cost", o.Key+".lift")
	}
	return out
}

// Override sets one assumption from text as a person writes it: "30%", "0.3",
// "¥10", "1.2万". A unit of another kind is Error assumption.unit, an unknown name
// assumption.unknown, a value outside its sensible range assumption.range; a itself
// is then unchanged.
func Override(a *Assumptions, name, value string) error {
	next := *a
	next.Offers, next.Sources = slices.Clone(a.Offers), maps.Clone(a.Sources)
	if next.Sources == nil {
		next.Sources = Sources{}
	}
	set, ok := next.setter(name)
	if !ok {
		return &engine.Error{Code: "assumption.unknown", Args: engine.Args{"name": name, "known": strings.Join(Names(*a), ", ")}}
	}
	if err := set(name, value); err != nil {
		return err
	}
	next.Sources[name] = SourceUser
	*a = next
	return nil
}

type setFunc func(name, value string) error

func (a *Assumptions) setter(name string) (setFunc, bool) {
	switch name {
	case "margin_rate":
		return percentInto(&a.MarginRate, 0, 1), true
	case "discount_rate":
		return percentInto(&a.DiscountRate, 0, 1), true
	case "control_share":
		return percentInto(&a.ControlShare, 0, 0.9), true
	case "cannibalised":
		return percentInto(&a.Cannibalised, 0, mostCannibalised), true
	case "fixed_cost":
		return moneyInto(&a.FixedCost), true
	case "budget":
		return moneyInto(&a.Budget), true
	case "contact_cap":
		return countInto(&a.ContactCap), true
	}
	key, field, _ := strings.Cut(name, ".")
	i := slices.IndexFunc(a.Offers, func(o Offer) bool { return o.Key == key })
	if i < 0 {
		return nil, false
	}
	switch field {
	case "contact_cost":
		return moneyInto(&a.Offers[i].ContactCost), true
	case "offer_cost":
		return moneyInto(&a.Offers[i].OfferCost), true
	case "lift":
		return percentInto(&a.Offers[i].Lift, -1, 100), true
	}
	return nil, false
}
