package store_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

// killed copies the project and its log as they lie on the disk now, which is what
// the end of the process without a goodbye would leave, and opens the copy.
func killed(t *testing.T, path string) *store.Store {
	t.Helper()
	left := filepath.Join(t.TempDir(), "left.huiliu")
	for _, ending := range []string{"", ".wal"} {
		b, err := os.ReadFile(path + ending)
		if os.IsNotExist(err) {
			continue
		}
		if err == nil {
			err = os.WriteFile(left+ending, b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	s, err := store.Open(context.Background(), left, store.Options{})
	if err != nil {
		t.Fatalf("what a kill leaves cannot be opened: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// A kill at any moment loses the running step and nothing else: the project opens.
func TestOpen_AfterAKillHasEveryFinishedStep(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "shop.huiliu")
	s, err := store.Open(ctx, path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	count := func(s *store.Store) (n int64) {
		if _, err := store.One(ctx, s, "SELECT count(*) FROM order_lines", nil, &n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := count(killed(t, path)); n != 0 {
		t.Errorf("a new project has %d lines after a kill", n)
	}
	add := func(customer string, then func()) {
		t.Helper()
		err := s.Write(ctx, func(tx *store.Tx) error {
			if err := tx.AppendLines(ctx, []store.OrderLine{storetest.Sale(customer, day(t, "2024-01-10"), 100)}); err != nil {
				return err
			}
			if err := tx.Rebuild(ctx); err != nil {
				return err
			}
			then()
			return tx.Journal(ctx, time.Unix(0, 0), "test", nil)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	add("A", func() {
		if n := count(killed(t, path)); n != 0 {
			t.Errorf("a kill inside the first step left %d lines", n)
		}
	})
	if n := count(killed(t, path)); n != 1 {
		t.Errorf("a kill after the first step left %d lines, want 1", n)
	}
	add("B", func() {
		if n := count(killed(t, path)); n != 1 {
			t.Errorf("a kill inside the second step left %d lines, want 1", n)
		}
	})
	if n := count(killed(t, path)); n != 2 {
		t.Errorf("a kill after the second step left %d lines, want 2", n)
	}
}
