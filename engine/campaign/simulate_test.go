package campaign

import (
	"context"
	"testing"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// invent is a campaign of n customers drawn by lot, three of ten kept back. Everybody
// returns with a chance of their own, 4 to 20 %, and with an offer additionally so often
// more; who returns spends 80 on average, and much like before.
func invent(seed uint64, n int, effect map[string]float64) *logged {
	rng := stat.NewRand(seed, "campaigns")
	offers := []string{"券", "短信"}[:len(effect)]
	l := &logged{name: "召回", source: FromPurchases, days: Horizon, known: []column{{name: beforeRevenue}}}
	for range n {
		own := 0.04 + 0.16*rng.Float64()
		before := 200*own/0.12 + 100*rng.ExpFloat64()
		treated := rng.Float64() < 0.7
		offer, chance := "", own
		if treated {
			offer = offers[rng.IntN(len(offers))]
			chance += effect[offer]
		}
		yes, spent := rng.Float64() < chance, 0.0
		if yes {
			spent = 80 * rng.ExpFloat64()
		}
		l.treated, l.offer, l.channel = append(l.treated, treated), append(l.offer, offer), append(l.channel, "")
		l.yes, l.revenue = append(l.yes, yes), append(l.revenue, spent)
		l.known[0].number = append(l.known[0].number, before)
	}
	return l
}

// campaigns are 400 seeds of the same truth.
func campaigns(t *testing.T, n int, effect map[string]float64, look func(c *Campaign)) {
	t.Helper()
	for seed := range uint64(400) {
		c, err := invent(seed, n, effect).measure(context.Background(), Options{Seed: seed}, engine.NoProgress{})
		if err != nil {
			t.Fatal(err)
		}
		look(&c)
	}
}

func TestMeasure_IntervalsOf400CampaignsHoldTheTruth(t *testing.T) {
	const truth = 0.05
	var covered, money, adjusted, broken int
	campaigns(t, 1500, map[string]float64{"券": truth}, func(c *Campaign) {
		if c.Code == BrokenSplit {
			broken++
		}
		e := &c.Effects[0]
		within := func(low, high engine.Number, v float64) int {
			if float64(low) <= v && v <= float64(high) {
				return 1
			}
			return 0
		}
		covered += within(e.Response.Low, e.Response.High, truth)
		money += within(e.Money.Low, e.Money.High, 80*truth)
		adjusted += within(e.Cuped.Low, e.Cuped.High, 80*truth)
	})
	if broken > 4 { // p < 0.001, and the splits are as drawn
		t.Errorf("%d of 400 splits look broken", broken)
	}
	for name, n := range map[string]int{"returns": covered, "money": money, "money, adjusted": adjusted} {
		t.Logf("%s: %d of 400 hold the truth", name, n)
		if share := float64(n) / 400; share < 0.93 || share > 0.97 {
			t.Errorf("%s: %.1f %% of the intervals hold the truth", name, 100*share)
		}
	}
}

func TestMeasure_WithoutEffectIsCalledUnproven(t *testing.T) {
	for _, effect := range []map[string]float64{{"券": 0}, {"券": 0, "短信": 0}} {
		unproven := 0
		campaigns(t, 1200, effect, func(c *Campaign) {
			said := false
			for i := range c.Effects {
				said = said || c.Effects[i].Code == Works || c.Effects[i].Code == Hurts
			}
			if !said {
				unproven++
			}
		})
		t.Logf("%d offers: %d of 400 unproven", len(effect), unproven)
		if unproven < 380 {
			t.Errorf("%d offers: %d of 400 campaigns without effect are unproven", len(effect), unproven)
		}
	}
}
