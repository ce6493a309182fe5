package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"huiliu/app"
	"huiliu/assets"
	"huiliu/engine"
	"huiliu/engine/store"
)

// truncations leave in a project only what was known at the end of a day: later rows are
// deleted, orders given back later were ordinary sales, parcels were still on their way.
var truncations = []string{
	"-- one row per later line\nDELETE FROM order_lines WHERE day > $day::DATE",
	"-- one row per line given back later\nUPDATE order_lines SET kind = 'sale', status = '交易成功', void_on = NULL WHERE void_on > $day::DATE AND kind = 'refunded'",
	"-- one row per parcel on its way\nUPDATE order_lines SET actual_days = NULL WHERE day + ceil(actual_days)::INTEGER > $day::DATE",
	"-- one row per later ticket\nDELETE FROM tickets WHERE day > $day::DATE",
	"-- one row per later answer\nDELETE FROM feedback WHERE day > $day::DATE",
	"-- one row per later contact\nDELETE FROM contacts WHERE day > $day::DATE",
}

// answers are all results as JSON by key, without what tells of the files themselves.
func answers(t *testing.T, path string, q app.Question) map[string]json.RawMessage {
	t.Helper()
	ctx := context.Background()
	s, err := app.Open(ctx, path, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	r, err := s.Analyse(ctx, q, engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := r.JSON(words(t, assets.ZH), nil)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]json.RawMessage{}
	if err := json.Unmarshal(b, &out); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"import", "fingerprint"} {
		delete(out, key)
	}
	return out
}

// Everything the application answers as of a past day equals what it answers from a
// project that holds nothing later, bit for bit (SPEC 2.5, METHODS B5).
func TestAnalyse_AsOfAPastDayEqualsATruncatedProject(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	shop := writeShop(t, 5, 700)
	for name, c := range map[string]struct{ files, days []string }{
		"all tables":  {[]string{shop}, []string{"2024-12-10", "2023-11-20"}},
		"orders only": {[]string{filepath.Join(shop, "订单.csv")}, []string{"2024-12-10"}},
	} {
		full := filepath.Join(dir, name+".huiliu")
		s, err := app.Open(ctx, full, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Import(ctx, c.files, engine.NoProgress{}); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		whole, err := os.ReadFile(full)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range c.days {
			day, err := engine.ParseDay(text)
			if err != nil {
				t.Fatal(err)
			}
			cut := filepath.Join(dir, fmt.Sprint(name, " ", text, ".huiliu"))
			if err := os.WriteFile(cut, whole, 0o600); err != nil {
				t.Fatal(err)
			}
			truncate(t, cut, day)
			want, got := answers(t, cut, app.Question{}), answers(t, full, app.Question{AsOf: day})
			for _, key := range slices.Sorted(maps.Keys(want)) {
				if string(got[key]) != string(want[key]) {
					t.Errorf("%s as of %s: %s differs: %s", name, text, key, firstDifference(got[key], want[key]))
				}
			}
		}
	}
}

func truncate(t *testing.T, path string, day engine.Day) {
	t.Helper()
	ctx := context.Background()
	s, err := store.Open(ctx, path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	err = s.Write(ctx, func(tx *store.Tx) error {
		for _, text := range truncations {
			if err := tx.Exec(ctx, text, store.Params{"day": day}); err != nil {
				return err
			}
		}
		return tx.Rebuild(ctx)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// firstDifference shows where two texts part.
func firstDifference(a, b []byte) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	cut := func(s []byte) []byte { return s[max(0, i-120):min(len(s), i+80)] }
	return fmt.Sprintf("\n  as of:     …%s…\n  truncated: …%s…", cut(a), cut(b))
}
