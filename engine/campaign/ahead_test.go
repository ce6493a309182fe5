package campaign_test

import (
	"math"
	"testing"

	"huiliu/engine"
	"huiliu/engine/campaign"
)

// METHODS B7, R power.prop.test: from 9.7 % to 12 % needs 2,869 per arm (2,869.16, so 5,739 of both); 50, 150, 300 or
// 1,000 per arm can detect only 32.2, 21.4, 17.5, 13.7 %.
func TestLookAhead_NumbersOfB7(t *testing.T) {
	for n, want := range map[int64]float64{50: 0.322, 150: 0.214, 300: 0.175, 1000: 0.137} {
		a := campaign.LookAhead(campaign.Planned{Without: 0.097, With: 0.12, Control: n, Treated: n, Monthly: 400})
		if math.Abs(float64(a.Detectable)-want) > 5e-4 || a.Needed != 5739 || a.Even != 5739 {
			t.Errorf("%d per arm: %+v", n, a)
		}
		if months := math.Ceil((5739 - 2*float64(n)) / 400); float64(a.Months) != months {
			t.Errorf("%d per arm: %v months, want %v", n, a.Months, months)
		}
	}
}

func TestLookAhead_AdviceFollowsTheSizes(t *testing.T) {
	u := engine.Undefined()
	for _, c := range []struct {
		planned campaign.Planned
		want    string
	}{
		{campaign.Planned{Without: 0.097, With: 0.12, Control: 2870, Treated: 2870, Monthly: 10}, campaign.Measure},
		{campaign.Planned{Without: 0.097, With: 0.12, Control: 600, Treated: 5400, Monthly: 10}, campaign.EvenOut},
		{campaign.Planned{Without: 0.097, With: 0.12, Control: 1000, Treated: 1000, Monthly: 400}, campaign.Gather},
		{campaign.Planned{Without: 0.097, With: 0.12, Control: 150, Treated: 150, Monthly: 40}, campaign.Contact},
		{campaign.Planned{Without: 0.097, With: 0.12, Control: 150, Treated: 150, Monthly: u}, campaign.Contact},
		{campaign.Planned{Without: 0.097, With: 0.097, Control: 150, Treated: 150, Monthly: 40}, campaign.Contact},
		{campaign.Planned{Without: 0.097, With: 0.12, Treated: 300, Monthly: 2000}, campaign.Gather},
		{campaign.Planned{Monthly: 40}, campaign.NoContact},
	} {
		a := campaign.LookAhead(c.planned)
		if a.Advice != c.want {
			t.Errorf("%+v: %+v", c.planned, a)
		}
		if a.Advice == campaign.Measure && a.Months != 0 {
			t.Errorf("ready, and yet %v months", a.Months)
		}
	}
}

// A share kept back of nobody: nothing can be told now.
func TestLookAhead_WithoutControlNothingIsDetectable(t *testing.T) {
	if a := campaign.LookAhead(campaign.Planned{Without: 0.1, With: 0.2, Treated: 5000, Monthly: 10}); a.Detectable.Defined() || a.Advice != campaign.EvenOut {
		t.Errorf("%+v", a)
	}
}
