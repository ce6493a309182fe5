package quality_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"huiliu/engine"
	"huiliu/engine/history"
	"huiliu/engine/quality"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

// figures are what customers are counted by, and the accounting.
func figures(t *testing.T, s *store.Store) string {
	t.Helper()
	const text = `-- one row: customers, purchase days, money, known lines, lines held
SELECT concat_ws(' ', (SELECT count(*) FROM customer_index), (SELECT count(*) FROM purchases(DATE '2100-01-01')),
    (SELECT sum(amount) FROM money_days(DATE '2100-01-01')), (SELECT count(*) FROM lines_known(DATE '2100-01-01')), (SELECT count(*) FROM live_lines))`
	var out string
	if _, err := store.One(context.Background(), s, text, nil, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestExclude_RowsStayAndCountForNobodyUntilTheyAreTakenBack(t *testing.T) {
	ctx, at := context.Background(), time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	spoilt := rename(clean(), "散客", 4)
	s := storetest.FromLines(t, spoilt)
	var rest []store.OrderLine
	for _, l := range spoilt {
		if l.CustomerID != "散客" {
			rest = append(rest, l)
		}
	}
	all, without := figures(t, s), figures(t, storetest.FromLines(t, rest))
	if err := quality.Exclude(ctx, s, []string{"散客"}, at); err != nil {
		t.Fatal(err)
	}
	got := figures(t, s)
	if a, b := strings.Fields(got), strings.Fields(without); !slices.Equal(a[:4], b[:4]) || a[4] != strings.Fields(all)[4] {
		t.Errorf("left out: %s; never imported: %s", got, without)
	}
	r := inspect(t, s)
	f, ok := finding(r, "walk_in", "")
	if !ok || f.Done != quality.DoneExcluded || f.Severity != quality.Note || f.Rows != 275 || !f.Excludable() {
		t.Errorf("finding %+v", f)
	}
	if loaded, counted := r.Levels[1], r.Levels[2]; loaded.Rows != int64(len(spoilt)) || counted.Rows != int64(len(rest)) {
		t.Errorf("loaded %d counted %d of %d and %d", loaded.Rows, counted.Rows, len(spoilt), len(rest))
	}
	// Once more is no step, and an id nobody has is refused.
	if err := quality.Exclude(ctx, s, []string{"散客"}, at); err != nil {
		t.Error(err)
	}
	var e *engine.Error
	if err := quality.Exclude(ctx, s, []string{"nobody"}, at); !errors.As(err, &e) || e.Code != "quality.unknown_id" {
		t.Errorf("unknown id: %v", err)
	}
	step, done, err := history.Undo(ctx, s, at)
	if err != nil || !done || step.Action != quality.ActionExclude || len(step.IDs) != 1 || step.IDs[0] != "散客" {
		t.Errorf("undo %+v, %v", step, err)
	}
	if now := figures(t, s); now != all {
		t.Errorf("taken back: %s, before %s", now, all)
	}
	if _, _, err := history.Redo(ctx, s, at); err != nil {
		t.Error(err)
	}
	if now := figures(t, s); now != got {
		t.Errorf("again: %s, before %s", now, got)
	}
	if err := quality.Include(ctx, s, []string{"散客"}, at); err != nil {
		t.Fatal(err)
	}
	if now := figures(t, s); now != all {
		t.Errorf("counted again: %s, before %s", now, all)
	}
	if err := quality.Include(ctx, s, []string{"散客"}, at); !errors.As(err, &e) {
		t.Errorf("an id that counts is counted again: %v", err)
	}
}
