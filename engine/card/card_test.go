package card_test

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"huiliu/engine"
	"huiliu/engine/card"
	"huiliu/engine/churn"
	"huiliu/engine/churn/churntest"
	"huiliu/engine/history"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

// Who somebody is has no day: the questions of the folder identity read the index of ids.
func TestSQL_ReadsOnlyTheAsOfMacros(t *testing.T) { churntest.OnlyMacros(t, os.DirFS("sql")) }

func TestRead_CutsTheHistoryIntoLivesAsOfTheDay(t *testing.T) {
	day := func(s string) engine.Day { return churntest.Day(t, s) }
	back := storetest.Sale("A", day("2024-01-20"), -4)
	back.Kind = store.KindRefund
	s := storetest.FromLines(t, []store.OrderLine{
		storetest.Sale("A", day("2024-01-01"), 10), storetest.Sale("A", day("2024-01-11"), 20), back,
		storetest.Sale("A", day("2024-03-01"), 30), storetest.Sale("A", day("2024-06-01"), 40), storetest.Sale("B", day("2024-01-05"), 1),
	})
	read := func(asOf, id string) card.Card {
		t.Helper()
		c, err := card.Read(context.Background(), s, churn.Definition{Business: churn.NonContractual, WindowDays: 30, AsOf: day(asOf)}, id)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	c := read("2024-03-15", "A")
	if c.State != card.StateReturned || c.Since != day("2024-03-01") || c.Silent != 14 || c.Purchases != 3 {
		t.Errorf("in the second life: %+v", c)
	}
	if len(c.Lives) != 2 || c.Lives[0].LostOn != day("2024-02-11") || c.Lives[0].Purchases != 2 || c.Lives[1].LostOn != engine.NoDay {
		t.Errorf("lives %+v", c.Lives)
	}
	if c.Amount != engine.MoneyOf(60) || c.Repeated != engine.MoneyOf(50) || c.YearAmount != engine.MoneyOf(56) || c.Refunds != engine.MoneyOf(-4) {
		t.Errorf("amounts %v, %v, %v, %v", c.Amount, c.Repeated, c.YearAmount, c.Refunds)
	}
	if c = read("2024-05-01", "A"); c.State != card.StateLost || c.Since != day("2024-04-01") || c.Lives[1].LostOn != day("2024-04-01") {
		t.Errorf("lost again: %+v", c)
	}
	if c = read("2024-01-05", "B"); c.State != card.StateOnce {
		t.Errorf("one purchase: %s", c.State)
	}
	if c = read("2023-12-01", "A"); c.State != card.StateUnknown || len(c.Days) != 0 {
		t.Errorf("before the first purchase: %+v", c)
	}
	_, err := card.Read(context.Background(), s, churn.Definition{WindowDays: 30, AsOf: day("2024-05-01")}, "nobody")
	var e *engine.Error
	if !errors.As(err, &e) || e.Code != "card.unknown" {
		t.Errorf("an unknown id: %v", err)
	}
}

func TestNote_OfAWishCanBeUndoneAndDoneAgain(t *testing.T) {
	ctx, s, now := context.Background(), storetest.FromLines(t, []store.OrderLine{storetest.Sale("A", 19000, 10), storetest.Sale("B", 19001, 1)}), time.Unix(0, 0)
	silent := func() bool {
		t.Helper()
		c, err := card.Read(ctx, s, churn.Definition{Business: churn.NonContractual, WindowDays: 30, AsOf: 19002}, "A")
		if err != nil {
			t.Fatal(err)
		}
		return c.DoNotContact
	}
	turn := func(f func(context.Context, *store.Store, time.Time) (history.Step, bool, error)) {
		t.Helper()
		if step, done, err := f(ctx, s, now); err != nil || !done || step.Action != card.ActionWish {
			t.Fatal(step, done, err)
		}
	}
	for _, wish := range []bool{true, false, true} {
		if err := card.Note(ctx, s, card.Wish{CustomerID: "A", DoNotContact: wish}, now); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []bool{true, false, true, false} { // undone one by one, down to what the tables say
		if got := silent(); got != want {
			t.Errorf("do not contact is %v, want %v", got, want)
		}
		if _, done, err := history.Undo(ctx, s, now); err != nil {
			t.Fatal(done, err)
		}
	}
	turn(history.Redo)
	if !silent() {
		t.Error("the wish done again does not hold")
	}
	turn(history.Redo)
	if silent() {
		t.Error("the second wish done again does not hold")
	}
	if err := card.Note(ctx, s, card.Wish{CustomerID: "A", DoNotContact: true}, now); err != nil || !silent() {
		t.Error("a wish after undo does not hold", err)
	}
}
