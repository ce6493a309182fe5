package winback_test

import (
	"context"
	"fmt"
	"testing"

	"huiliu/engine"
	"huiliu/engine/churn/churntest"
	"huiliu/engine/store"
	"huiliu/engine/winback"
)

// reference/05_definitions.json: online_retail_natural_return, cn2019_natural_return and
// cn2019_natural_return_totals, every row.
func TestNaturalReturn_MeetsTheReferencesOfTheOtherShops(t *testing.T) {
	for _, set := range []struct {
		id   string
		open func(testing.TB) *store.Store
	}{{"online_retail", churntest.OnlineRetail}, {"cn2019", churntest.CN2019}} {
		s := set.open(t)
		var want []cellReference
		tolerance := churntest.Reference(t, set.id+"_natural_return", &want)
		asked := map[string]map[string]engine.Rate{}
		for _, w := range want {
			q := fmt.Sprint(w.Cutoff, " ", w.Horizon)
			if asked[q] == nil {
				asked[q] = map[string]engine.Rate{}
				cells, err := winback.NaturalReturn(context.Background(), s, day(t, w.Cutoff), w.Horizon)
				if err != nil {
					t.Fatal(err)
				}
				for _, c := range cells {
					asked[q][c.Silence+" "+c.PurchaseDays] = c.Rate
				}
			}
			w.check(t, set.id+" "+q+" "+w.Silence+" "+w.PurchaseDays, asked[q][w.Silence+" "+w.PurchaseDays], tolerance)
		}
		var totals []cellReference
		tolerance = churntest.Reference(t, set.id+"_natural_return_totals", &totals)
		for _, w := range totals {
			r, err := winback.NaturalTotal(context.Background(), s, day(t, w.Cutoff), w.Horizon, w.SilentMore, w.PdMin)
			if err != nil {
				t.Fatal(err)
			}
			w.check(t, fmt.Sprint(set.id, w), r, tolerance)
		}
	}
}
