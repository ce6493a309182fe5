package app_test

import (
	"cmp"
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"huiliu/app"
	"huiliu/assets"
	"huiliu/engine"
	"huiliu/reports/doc"
)

func TestAnalyse_EverySentenceOfTheSampleShopEqualsItsCells(t *testing.T) {
	r, err := openShop(t, 0, 2000).Analyse(context.Background(), app.Question{}, engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range assets.Langs() {
		d := doc.Compose(r, words(t, l))
		figures := 0
		for _, sentence := range append(slices.Clone(d.Summary), d.Findings...) {
			rest := sentence.Text
			cells := slices.Clone(sentence.Cells) // the longest first: a 10 also stands in 1,910
			slices.SortStableFunc(cells, func(a, b doc.CellRef) int { return cmp.Compare(len(b.Shown), len(a.Shown)) })
			for _, ref := range cells {
				figures++
				_, table := d.FindTable(ref.TableKey)
				if table == nil {
					t.Fatalf("%s: no table %s", sentence.Key, ref.TableKey)
				}
				cell, ok := table.Cell(ref.RowKey, ref.ColumnKey)
				if !ok || cell.Value != ref.Value || !strings.Contains(sentence.Text, ref.Shown) {
					t.Errorf("%s %s: %q shows %s, the cell holds %v", l, sentence.Key, sentence.Text, ref.Shown, cell.Value)
				}
				rest = strings.Replace(rest, ref.Shown, "", 1)
			}
			if strings.ContainsAny(rest, "0123456789") {
				t.Errorf("%s %s: figures without a cell in %q", l, sentence.Key, rest)
			}
		}
		if len(d.Summary) < 6 || figures < 20 {
			t.Errorf("%s: %d sentences with %d figures", l, len(d.Summary), figures)
		}
	}
}

func TestAnalyse_AgainAfterReopeningIsTheSame(t *testing.T) {
	ctx := context.Background()
	shop, project := writeShop(t, 5, 400), filepath.Join(t.TempDir(), "店 铺.huiliu")
	var first []byte
	for i := range 2 {
		s, err := app.Open(ctx, project, func() time.Time { return time.Date(2025, 7, 1, 0, 0, 0, 0, time.UTC) })
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			if _, err := s.Import(ctx, []string{shop}, engine.NoProgress{}); err != nil {
				t.Fatal(err)
			}
		}
		r, err := s.Analyse(ctx, app.Question{}, engine.NoProgress{})
		if err != nil {
			t.Fatal(err)
		}
		b, err := r.JSON(words(t, assets.EN), nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			first = b
		} else if string(b) != string(first) {
			t.Errorf("run %d differs", i+1)
		}
	}
}

func TestAnalyse_OfTheFutureChangesNothingInThePast(t *testing.T) {
	day, err := engine.ParseDay("2024-09-30")
	if err != nil {
		t.Fatal(err)
	}
	r, err := openShop(t, 9, 600).Begin(context.Background(), app.Question{AsOf: day}, engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	if r.Definition.AsOf != day || len(r.Campaigns.Campaigns) != 0 {
		t.Errorf("as of %s: %d campaigns of the future", r.Definition.AsOf, len(r.Campaigns.Campaigns))
	}
	for _, m := range r.Describe.Flow {
		if m.End > day {
			t.Errorf("flow knows %s", m.End)
		}
	}
}
