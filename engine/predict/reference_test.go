package predict

import (
	"context"
	"math"
	"testing"

	"huiliu/engine"
	"huiliu/engine/feature"
	"huiliu/engine/learn"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

func date(t testing.TB, s string) engine.Day {
	t.Helper()
	d, err := engine.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// METHODS 2 (B3): CDNOW, cut 1997-09-30, next 39 weeks, distinct purchase days,
// everybody: AUC of "buys again" by silence 0.771, frequency 0.758, frequency then
// recency 0.779 on the 1/10 sample; to ten digits in reference/04_btyd.json
// (auc_buys_again), also for the whole file.
func TestScore_MeetsPublishedCDNOWRace(t *testing.T) {
	for _, c := range []struct {
		name               string
		db                 *store.Store
		silence, frequency float64
		both               float64
	}{
		{"sample", storetest.CDNOWSample(t), 0.7714417669, 0.7576271572, 0.779},
		{"master", storetest.CDNOW(t), 0.7594190709, 0.7527112013, math.NaN()},
	} {
		ctx := context.Background()
		f, err := feature.Build(ctx, c.db, date(t, "1997-09-30"), feature.Everyone, 0)
		if err != nil {
			t.Fatal(err)
		}
		left, err := feature.Labels(ctx, c.db, f, 273, date(t, "1998-06-30"))
		if err != nil {
			t.Fatal(err)
		}
		auc := func(rule string) float64 { return learn.AUC(Score(rule, f), left) }
		if a := auc(RuleSilence); math.Abs(a-c.silence) > 1e-9 {
			t.Errorf("%s: silence %.10f", c.name, a)
		}
		if a := auc(RuleFrequency); math.Abs(a-c.frequency) > 1e-9 {
			t.Errorf("%s: frequency %.10f", c.name, a)
		}
		a := auc(RuleFrequencyRecency)
		t.Logf("%s: %d customers, frequency then recency %.10f, rfm %.10f", c.name, f.Rows(), a, auc(RuleRFM))
		if !math.IsNaN(c.both) && math.Abs(a-c.both) > 0.0005 {
			t.Errorf("%s: frequency then recency %.10f", c.name, a)
		}
	}
}

// METHODS 2 (B3): on the sample, AUC of "buys again" by the purchases BG/NBD expects is
// 0.773.
func TestExpectedPurchases_MeetThePublishedCDNOWRace(t *testing.T) {
	ctx, db, day := context.Background(), storetest.CDNOWSample(t), date(t, "1997-09-30")
	f, err := feature.Build(ctx, db, day, feature.Everyone, 0)
	if err != nil {
		t.Fatal(err)
	}
	left, err := feature.Labels(ctx, db, f, 273, date(t, "1998-06-30"))
	if err != nil {
		t.Fatal(err)
	}
	m, err := fitExpected(ctx, db, day)
	if err != nil || m == nil {
		t.Fatal(m, err)
	}
	a := learn.AUC(byExpected(m, 273)(f.Learn()), left)
	t.Logf("expected purchases %.10f", a)
	if math.Abs(a-0.773) > 0.0005 {
		t.Errorf("expected purchases %.10f, published 0.773", a)
	}
}
