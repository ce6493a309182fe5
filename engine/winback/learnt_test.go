package winback

import (
	"math"
	"testing"

	"huiliu/engine"
	"huiliu/engine/campaign"
	"huiliu/engine/stat"
	"huiliu/engine/trial"
)

// Beta(121, 881): mean 121/1002, deviation √(ab/((a+b)²(a+b+1))).
func TestLearn_TheLatestMeasuredEffectIsUsedWithItsPosterior(t *testing.T) {
	effect := func(offer, code string) campaign.Effect {
		return campaign.Effect{Effect: trial.Effect{Treated: engine.NewRate(120, 1000), Control: engine.NewRate(97, 1000), Response: stat.TwoProportions(120, 1000, 97, 1000), Lift: 0.24}, Offer: offer, Code: code}
	}
	past := []campaign.Campaign{{Name: "a", Effects: []campaign.Effect{effect("满减券", campaign.Works)}}, {Name: "b", Effects: []campaign.Effect{effect("优惠券", campaign.Works), effect("短信", campaign.NoDifference)}}}
	a := Assumptions{Offers: []Offer{{Key: OfferCoupon}, {Key: OfferReminder}}, Sources: Sources{}}
	a.learn(past)
	got := Learn(past, a)
	if len(got) != 3 || got[0].Used || !got[1].Used || got[2].Used || got[1].Like != OfferCoupon {
		t.Fatalf("%+v", got)
	}
	sd := math.Sqrt(121.0 * 881 / (1002 * 1002 * 1003))
	if l := got[1]; math.Abs(l.Mean-121.0/1002) > 1e-12 || math.Abs(l.High-l.Low-2*1.645*sd) > 0.001 {
		t.Errorf("%+v", l)
	}
	if a.Offers[0].Lift != 0.24 {
		t.Errorf("lift %v", a.Offers[0].Lift)
	}
}
