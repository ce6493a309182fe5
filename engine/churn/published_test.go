package churn_test

import (
	"context"
	"math"
	"testing"

	"huiliu/engine/churn"
	"huiliu/engine/churn/churntest"
	"huiliu/engine/store/storetest"
)

// METHODS B2 and 4: on CDNOW the popular 90th percentile of finished gaps says 200 days;
// with the unfinished gaps only 59.8 % have bought again by 180 days and 67.6 % by 365
// (finished gaps alone would say 88.3 % and 97.9 %).
func TestStudy_MeetsThePublishedGapCurveOfCDNOW_METHODS_4(t *testing.T) {
	lab, err := churn.Study(context.Background(), storetest.CDNOW(t), churntest.Day(t, "1998-06-30"))
	if err != nil {
		t.Fatal(err)
	}
	if p := math.Round(float64(lab.Gaps.FinishedP90)); p != 200 {
		t.Errorf("90th percentile of finished gaps is %v days, published 200", p)
	}
	percent := map[int]float64{}
	for _, p := range lab.Gaps.Points {
		for _, day := range []int{180, 365} {
			if p.Day <= day {
				percent[day] = 100 * float64(p.Again)
			}
		}
	}
	if math.Abs(percent[180]-59.8) > 0.05 || math.Abs(percent[365]-67.6) > 0.05 {
		t.Errorf("bought again by 180 and 365 days: %v %%", percent)
	}
}

// METHODS B13: CDNOW at 1997-12-31, customers with at least four purchase days: of those
// silent for three times their own median gap 47.9 % returned within 180 days, of those
// silent for 90 days 43.8 %: the personal rule is worse.
func TestStudyRhythm_MeetsThePublishedReturnsOfCDNOW_METHODS_4(t *testing.T) {
	at := churn.Check{AsOf: churntest.Day(t, "1998-06-30"), Cutoff: churntest.Day(t, "1997-12-31"), Horizon: 180}
	got, err := churn.StudyRhythm(context.Background(), storetest.CDNOW(t), at, 90)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(100*float64(got.Personal.Value)-47.9) > 0.05 || math.Abs(100*float64(got.Fixed.Value)-43.8) > 0.05 {
		t.Errorf("%v and %v returned, published 47.9 %% and 43.8 %%", got.Personal.Value, got.Fixed.Value)
	}
}
