package winback_test

import (
	"bytes"
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"testing"

	"huiliu/engine"
	"huiliu/engine/campaign"
	"huiliu/engine/cause/causetest"
	"huiliu/engine/churn"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
	"huiliu/engine/winback"
)

func analyse(t testing.TB, s store.Reader, d churn.Definition, a winback.Assumptions, causes map[int32]string, seed uint64) winback.Result {
	t.Helper()
	res, err := winback.Analyse(context.Background(), s, d, a, causes, winback.Options{Seed: seed}, engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func TestAnalyse_SampleShop(t *testing.T) {
	shop := causetest.Sample(t, 0, 1)
	d := churn.Definition{Business: churn.NonContractual, WindowDays: 90, AsOf: shop.Truth.End}
	past, err := campaign.Analyse(context.Background(), shop.Store, d.AsOf, campaign.Options{Seed: 1}, engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	a, err := winback.Defaults(context.Background(), shop.Store, d, winback.MarginInput{Rate: 0.38, Measured: true}, past.Campaigns)
	if err != nil {
		t.Fatal(err)
	}
	res := analyse(t, shop.Store, d, a, map[int32]string{}, 1)

	t.Run("the measured lift is learnt", func(t *testing.T) {
		i := slices.IndexFunc(a.Offers, func(o winback.Offer) bool { return o.Key == winback.OfferCoupon })
		if a.Sources["coupon.lift"] != winback.SourceMeasured || a.Offers[i].Lift < 0.2 || a.Offers[i].Lift > 0.8 {
			t.Errorf("the measured lift was not learnt: %+v", a)
		}
	})
	t.Run("lists", func(t *testing.T) { checkLists(t, shop, res) })
	t.Run("same again, and as computed from the saved cells", func(t *testing.T) {
		again := analyse(t, shop.Store, d, a, map[int32]string{}, 1)
		if !reflect.DeepEqual(again.Plan.Test, res.Plan.Test) || !reflect.DeepEqual(again.Plan.Control, res.Plan.Control) {
			t.Error("the same seed made other lists")
		}
		raw, err := json.Marshal(res)
		if err != nil {
			t.Fatal(err)
		}
		var read winback.Result
		if err := json.Unmarshal(raw, &read); err != nil {
			t.Fatal(err)
		}
		segments, budget, plan := winback.Compute(read.Base, read.Assumptions)
		if same, _ := json.Marshal(budget); !bytes.Contains(raw, same) || len(segments) != len(res.Segments) || plan.Net != res.Plan.Net {
			t.Error("cells and assumptions do not give the saved plan")
		}
		other := analyse(t, shop.Store, d, a, map[int32]string{}, 2)
		if reflect.DeepEqual(other.Plan.Control, res.Plan.Control) || other.Plan.Net != res.Plan.Net {
			t.Error("another seed should change the draw and nothing else")
		}
	})
	t.Run("the involuntary get no offer", func(t *testing.T) {
		causes := map[int32]string{}
		for _, c := range res.Plan.Test[:20] {
			no, err := strconv.Atoi(c.CustomerID[1:]) // numbers follow the ids
			if err != nil {
				t.Fatal(err)
			}
			causes[int32(no)] = "involuntary"
		}
		without := analyse(t, shop.Store, d, a, causes, 1)
		if without.Plan.Involuntary != 20 {
			t.Errorf("left out %d", without.Plan.Involuntary)
		}
		for _, c := range slices.Concat(without.Plan.Test, without.Plan.Control) {
			if c.Cause == "involuntary" {
				t.Errorf("%s is on a list", c.CustomerID)
			}
		}
	})
}

func checkLists(t *testing.T, shop *causetest.Shop, res winback.Result) {
	p := res.Plan
	if int64(len(p.Test)) != p.TestSize || int64(len(p.Control)) != p.ControlSize || p.TestSize == 0 || p.ControlSize == 0 || p.DoNot == 0 {
		t.Errorf("%d and %d on the lists, the plan says %d and %d; %d asked not to be contacted", len(p.Test), len(p.Control), p.TestSize, p.ControlSize, p.DoNot)
	}
	var noContact []string
	err := store.Query(context.Background(), shop.Store, "SELECT customer_id FROM profiles() WHERE do_not_contact", nil, func(scan store.Scan) error {
		var id string
		err := scan(&id)
		noContact = append(noContact, id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, c := range slices.Concat(p.Test, p.Control) {
		if seen[c.CustomerID] {
			t.Errorf("%s twice", c.CustomerID)
		}
		seen[c.CustomerID] = true
		if slices.Contains(noContact, c.CustomerID) || c.SilenceDays <= 90 {
			t.Errorf("must not be on a list: %+v", c)
		}
	}
	byStep := func(list []winback.Contact) map[string]int64 {
		n := map[string]int64{}
		for i, c := range list {
			n[c.Silence+c.PurchaseDays]++
			if i > 0 && list[i-1].Silence == c.Silence && list[i-1].PurchaseDays == c.PurchaseDays && list[i-1].Revenue < c.Revenue {
				t.Errorf("not by revenue at %d", i)
			}
		}
		return n
	}
	test, control := byStep(p.Test), byStep(p.Control)
	for _, b := range res.Budget {
		if b.From != "" {
			continue
		}
		if key := b.Silence + b.PurchaseDays; test[key] != b.Contacts || control[key] != b.Control {
			t.Errorf("%s: %d and %d on the lists, the budget has %d and %d", key, test[key], control[key], b.Contacts, b.Control)
		}
	}
}

func TestAnalyse_SaysWhyThereIsNoModel(t *testing.T) {
	end := engine.Day(20000)
	s := storetest.FromLines(t, []store.OrderLine{storetest.Sale("a", end-10, 5), storetest.Sale("b", end-200, 5)})
	a, err := winback.Defaults(context.Background(), s, churn.Definition{Business: churn.NonContractual, WindowDays: 60, AsOf: end}, winback.MarginInput{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if a.Sources["margin_rate"] != winback.SourceAssumed || a.MarginRate != 0.3 {
		t.Errorf("%+v", a)
	}
	for want, d := range map[string]churn.Definition{
		winback.SkippedContractual: {Business: churn.Contractual, AsOf: end},
		winback.SkippedNoDates:     {Business: churn.NonContractual, WindowDays: 60, AsOf: engine.NoDay},
		winback.SkippedShort:       {Business: churn.NonContractual, WindowDays: 150, AsOf: end},
		"":                         {Business: churn.NonContractual, WindowDays: 60, AsOf: end},
	} {
		res := analyse(t, s, d, a, nil, 1)
		if res.Skipped != want {
			t.Errorf("got %q, want %q", res.Skipped, want)
		}
		if _, err := json.Marshal(res); err != nil {
			t.Error(err)
		}
	}
	back := storetest.FromLines(t, []store.OrderLine{storetest.Sale("a", end-10, 5), storetest.Sale("a", end-300, 5)})
	if res := analyse(t, back, churn.Definition{Business: churn.NonContractual, WindowDays: 60, AsOf: end}, a, nil, 1); res.Skipped != winback.SkippedNobody || len(res.Natural) != 1 {
		t.Errorf("got %q with %d cells", res.Skipped, len(res.Natural))
	}
}
