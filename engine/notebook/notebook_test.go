package notebook_test

import (
	"context"
	"testing"
	"time"

	"huiliu/engine/history"
	"huiliu/engine/ledger"
	"huiliu/engine/notebook"
	"huiliu/engine/store/storetest"
)

func TestKeep_TheLastVersionHoldsAndCanBeUndone(t *testing.T) {
	ctx, s, now := context.Background(), storetest.FromLines(t, nil), time.Date(2025, 7, 1, 9, 0, 0, 0, time.UTC)
	read := func() (l ledger.Ledger, found bool) {
		t.Helper()
		found, err := notebook.Read(ctx, s, notebook.Ledger, &l)
		if err != nil {
			t.Fatal(err)
		}
		return l, found
	}
	if _, found := read(); found {
		t.Error("an empty notebook has a ledger")
	}
	for _, benefit := range []string{"100", "200"} {
		if err := notebook.Keep(ctx, s, notebook.Ledger, ledger.Ledger{Benefit: benefit}, "王芳", now); err != nil {
			t.Fatal(err)
		}
	}
	if l, _ := read(); l.Benefit != "200" {
		t.Errorf("%+v", l)
	}
	if _, done, err := history.Undo(ctx, s, now); err != nil || !done {
		t.Fatal(done, err)
	}
	if l, _ := read(); l.Benefit != "100" {
		t.Errorf("after undo: %+v", l)
	}
	if _, done, err := history.Redo(ctx, s, now); err != nil || !done {
		t.Fatal(done, err)
	}
	if l, _ := read(); l.Benefit != "200" {
		t.Errorf("after redo: %+v", l)
	}
	var other ledger.Ledger
	if found, err := notebook.Read(ctx, s, notebook.Playbook, &other); err != nil || found {
		t.Errorf("the playbook is %v, %v", found, err)
	}
}
