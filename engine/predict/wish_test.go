package predict

import (
	"context"
	"testing"
	"time"

	"huiliu/engine/card"
	"huiliu/engine/store/storetest"
)

func TestMark_TellsWhoIsNotToBeContactedAndFollowsAChangeOfMind(t *testing.T) {
	ctx := context.Background()
	db := storetest.FromLines(t, shopLines(2, 20))
	list := Watch{Rows: []WatchRow{{CustomerID: "c00003"}, {CustomerID: "c00007"}}}
	for _, unwanted := range []bool{true, false} {
		if err := card.Note(ctx, db, card.Wish{CustomerID: "c00007", DoNotContact: unwanted}, time.Now()); err != nil {
			t.Fatal(err)
		}
		got, err := list.Mark(ctx, db)
		if err != nil {
			t.Fatal(err)
		}
		if got.Rows[0].DoNotContact || got.Rows[1].DoNotContact != unwanted || list.Rows[1].DoNotContact {
			t.Errorf("wished %v: %+v, the list before %+v", unwanted, got.Rows, list.Rows)
		}
	}
}
