package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"huiliu/engine"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

func day(t *testing.T, s string) engine.Day {
	t.Helper()
	d, err := engine.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

const countPurchases = `-- one row
SELECT count(*), count(DISTINCT customer_no), units(sum(amount)), day_no(min(day)), day_no(max(day)) FROM purchases($as_of::DATE)`

func purchases(t *testing.T, s *store.Store, asOf engine.Day) (n, customers int64, amount engine.Money) {
	t.Helper()
	var first, last engine.Day
	if _, err := store.One(context.Background(), s, countPurchases, store.Params{"as_of": asOf}, &n, &customers, &amount, &first, &last); err != nil {
		t.Fatal(err)
	}
	return n, customers, amount
}

func TestPurchases_CDNOWHasTheReferenceSize(t *testing.T) {
	s := storetest.CDNOW(t) // reference/05_definitions.json cdnow_size
	n, customers, amount := purchases(t, s, day(t, "1998-06-30"))
	if n != 67591 || customers != 23570 || amount != engine.MoneyOf(2500315.63) {
		t.Errorf("got %d purchase days of %d customers, %s", n, customers, amount)
	}
}

func TestPurchases_AFullRefundCountsUntilItIsKnown(t *testing.T) {
	l := storetest.Sale("A", day(t, "2024-01-10"), 100)
	l.Kind, l.VoidOn = store.KindRefunded, day(t, "2024-01-20")
	s := storetest.FromLines(t, []store.OrderLine{l, storetest.Sale("A", day(t, "2024-01-15"), 5)})
	for asOf, want := range map[string]int64{"2024-01-09": 0, "2024-01-10": 1, "2024-01-19": 2, "2024-01-20": 1} {
		if n, _, _ := func() (int64, int64, engine.Money) {
			var n int64
			_, err := store.One(context.Background(), s, "SELECT count(*) FROM purchases($d::DATE)", store.Params{"d": asOf}, &n)
			if err != nil {
				t.Fatal(err)
			}
			return n, 0, 0
		}(); n != want {
			t.Errorf("as of %s: %d purchase days, want %d", asOf, n, want)
		}
	}
}

func TestWrite_ErrorAndCancelLeaveNothing(t *testing.T) {
	s := storetest.Open(t)
	boom := errors.New("boom")
	lines := []store.OrderLine{storetest.Sale("A", day(t, "2024-01-10"), 1)}
	err := s.Write(context.Background(), func(tx *store.Tx) error {
		if err := tx.AppendLines(context.Background(), lines); err != nil {
			return err
		}
		return boom
	})
	if !errors.Is(err, boom) {
		t.Fatalf("got %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	err = s.Write(ctx, func(tx *store.Tx) error {
		err := tx.AppendLines(ctx, lines)
		cancel()
		return err
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	var n int
	if _, err := store.One(context.Background(), s, "SELECT count(*) FROM order_lines", nil, &n); err != nil || n != 0 {
		t.Errorf("%d rows left, %v", n, err)
	}
}

func TestOpen_SurvivesReopenAndRefusesForeignFiles(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "张三 的店.huiliu")
	s, err := store.Open(ctx, path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Write(ctx, func(tx *store.Tx) error { return tx.SetMeta(ctx, "k", "值") }); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err = store.Open(ctx, path, store.Options{}); err != nil {
		t.Fatal(err)
	}
	if v, err := s.Meta(ctx, "k"); v != "值" || err != nil {
		t.Errorf("got %q, %v", v, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	bad := filepath.Join(t.TempDir(), "x.huiliu")
	if err := os.WriteFile(bad, []byte("this is not a project, only some text that is long enough to look at"), 0o600); err != nil {
		t.Fatal(err)
	}
	var e *engine.Error
	if _, err := store.Open(ctx, bad, store.Options{}); !errors.As(err, &e) || e.Code != "project.not_a_project" {
		t.Errorf("got %v", err)
	}
}

func TestOpen_NoExtensionIsFetchedOrLoaded(t *testing.T) {
	s := storetest.Open(t)
	for _, text := range []string{"INSTALL httpfs", "LOAD excel", "SELECT * FROM read_csv('/etc/passwd')", "ATTACH 'x.db'"} {
		if err := store.Query(context.Background(), s, text, nil, func(store.Scan) error { return nil }); err == nil {
			t.Errorf("%s was allowed", text)
		}
	}
}
