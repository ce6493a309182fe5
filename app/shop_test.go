package app_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"huiliu/app"
	"huiliu/assets"
	"huiliu/engine"
)

// writeShop makes a sample shop and returns its folder.
func writeShop(t *testing.T, seed uint64, customers int) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "shop")
	if err := app.WriteSample(context.Background(), dir, seed, customers, engine.NoProgress{}); err != nil {
		t.Fatal(err)
	}
	return dir
}

// openShop imports a sample shop into a project in memory that closes with the test.
func openShop(t *testing.T, seed uint64, customers int) *app.Session {
	t.Helper()
	s, err := app.Open(context.Background(), "", time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := s.Import(context.Background(), []string{writeShop(t, seed, customers)}, engine.NoProgress{}); err != nil {
		t.Fatal(err)
	}
	return s
}

func words(t *testing.T, l assets.Lang) *assets.Words {
	t.Helper()
	w, err := assets.Catalogue(l)
	if err != nil {
		t.Fatal(err)
	}
	return w
}
