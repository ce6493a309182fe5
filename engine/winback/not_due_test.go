package winback_test

import (
	"context"
	"slices"
	"testing"

	"huiliu/engine"
	"huiliu/engine/card"
	"huiliu/engine/churn"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
	"huiliu/engine/winback"
	"time"
)

// Customers who are not due yet wait outside of the lists, counted; the switch puts them
// on. A wish noted in the window takes a customer off, and giving it up puts it back.
func TestAnalyse_WhoIsNotDueOrUnwillingIsOnNoList(t *testing.T) {
	end := day(t, "2025-06-30")
	var lines []store.OrderLine
	for i := range 120 {
		id := string(rune('A'+i%26)) + string(rune('a'+i/26))
		lines = append(lines, storetest.Sale(id, end-engine.Day(400+i), 200), storetest.Sale(id, end-engine.Day(160+i%90), 300))
	}
	s, d := storetest.FromLines(t, lines), churn.Definition{Business: churn.NonContractual, WindowDays: 60, AsOf: end}
	a, err := winback.Defaults(context.Background(), s, d, winback.MarginInput{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	ask := func(o winback.Options) (winback.Result, int64) {
		res, err := winback.Analyse(context.Background(), s, d, a, nil, o, engine.NoProgress{})
		if err != nil {
			t.Fatal(err)
		}
		var n int64
		for _, b := range res.Base {
			n += b.Customers
		}
		return res, n
	}
	plain, all := ask(winback.Options{Seed: 1})
	waiting := map[int32]bool{0: true, 1: true, 5: true}
	out, fewer := ask(winback.Options{Seed: 1, NotDue: waiting})
	in, same := ask(winback.Options{Seed: 1, NotDue: waiting, IncludeNotDue: true})
	if plain.Plan.NotDue != 0 || out.Plan.NotDue != all-fewer || out.Plan.NotDue == 0 || same != all || in.Plan.NotDue != 0 || !in.Plan.IncludesNotDue {
		t.Errorf("%d contactable, %d without %d who are not due, %d with them", all, fewer, out.Plan.NotDue, same)
	}
	for _, wish := range []bool{true, false} {
		if err := card.Note(context.Background(), s, card.Wish{CustomerID: "Aa", DoNotContact: wish}, time.Unix(0, 0)); err != nil {
			t.Fatal(err)
		}
		res, n := ask(winback.Options{Seed: 1})
		c, err := card.Read(context.Background(), s, d, "Aa")
		if err != nil || c.DoNotContact != wish || (res.Plan.DoNot == 1) != wish || (n == all-1) != wish {
			t.Errorf("wish %v: card %v, %d left out, %d of %d contactable, %v", wish, c.DoNotContact, res.Plan.DoNot, n, all, err)
		}
		if onList := slices.ContainsFunc(append(res.Plan.Test, res.Plan.Control...), func(x winback.Contact) bool { return x.CustomerID == "Aa" }); onList && wish {
			t.Error("on a list against the wish")
		}
	}
}
