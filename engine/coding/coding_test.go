package coding_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"huiliu/engine"
	"huiliu/engine/cause/causetest"
	"huiliu/engine/coding"
	"huiliu/engine/store/storetest"
)

func TestPut_TheLastDecisionHoldsAndCanBeTakenBack(t *testing.T) {
	s, ctx := storetest.Open(t), context.Background()
	put := func(coder, text, cause string) {
		if err := coding.Put(ctx, s, coding.Code{Coder: coder, Text: text, Cause: cause}, time.Unix(0, 0)); err != nil {
			t.Fatal(err)
		}
	}
	put("甲", "太慢", "delivery")
	put("乙", "太慢", "price")
	put("乙", "太慢", "delivery")
	put("甲", "太贵", "price")
	put("乙", "太贵", "service")
	put("甲", "算了", "price")
	put("甲", "算了", "")
	codes, err := coding.Codes(ctx, s)
	if err != nil || len(codes) != 4 || !slices.Equal(coding.Coders(codes), []string{"乙", "甲"}) {
		t.Fatalf("%v: %v", err, codes)
	}
	if got := coding.Agreed(codes); !maps.Equal(got, map[string]string{"太慢": "delivery"}) {
		t.Errorf("%v", got)
	}
	if k := coding.Agreement(codes, "甲", "乙"); k.N != 2 || k.Observed != 0.5 {
		t.Errorf("%+v", k)
	}
}

func TestAgreement_IsCohensKappaOfWhatBothCoded(t *testing.T) {
	var codes []coding.Code
	add := func(n int, a, b string) {
		for range n {
			text := fmt.Sprint(len(codes))
			codes = append(codes, coding.Code{Coder: "a", Text: text, Cause: a}, coding.Code{Coder: "b", Text: text, Cause: b})
		}
	}
	add(20, "yes", "yes")
	add(5, "yes", "no")
	add(10, "no", "yes")
	add(15, "no", "no")
	codes = append(codes, coding.Code{Coder: "a", Text: "only a", Cause: "yes"})
	// The textbook table 20 / 5 / 10 / 15: κ = 0.40.
	if k := coding.Agreement(codes, "a", "b"); k.N != 50 || k.Kappa < 0.4-1e-12 || k.Kappa > 0.4+1e-12 || !(k.Low < 0.4 && k.High > 0.4) {
		t.Errorf("%+v", k)
	}
	if k := coding.Agreement(codes, "a", "a"); k.N != 0 {
		t.Errorf("one coder agrees with himself: %+v", k)
	}
}

func TestTaxonomy_TheLastOneHolds(t *testing.T) {
	s, ctx := storetest.Open(t), context.Background()
	for _, want := range []string{"", "{}", `{"causes":[]}`, ""} {
		if err := coding.KeepTaxonomy(ctx, s, want, time.Unix(0, 0)); err != nil {
			t.Fatal(err)
		}
		if got, err := coding.Taxonomy(ctx, s); err != nil || got != want {
			t.Errorf("%v: %q, want %q", err, got, want)
		}
	}
}

func TestTexts_AreDifferentAndKnownOnTheDay(t *testing.T) {
	shop := causetest.Sample(t, 1500, 3)
	all, err := coding.Texts(context.Background(), shop.Store, engine.NoDay)
	early, err2 := coding.Texts(context.Background(), shop.Store, shop.Truth.Start+200)
	if err != nil || err2 != nil || len(all) < 100 || len(early) == 0 || len(early) >= len(all) {
		t.Fatalf("%v %v: %d, %d", err, err2, len(all), len(early))
	}
	seen := map[string]bool{}
	for _, x := range all {
		if seen[x.Text] || x.Text == "" || x.Customers == 0 {
			t.Errorf("%+v", x)
		}
		seen[x.Text] = true
	}
}
