package app_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"huiliu/app"
	"huiliu/assets"
	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/store/storetest"
	"huiliu/reports/doc"
)

// counts are all numbers of a report that can be asked for their customers: tables and
// charts, each with the group and the count shown.
func counts(d *doc.Document) map[string]map[doc.Group]float64 {
	out := map[string]map[doc.Group]float64{}
	note := func(where string, g doc.Group, n float64) {
		if g.None() {
			return
		}
		if out[where] == nil {
			out[where] = map[doc.Group]float64{}
		}
		out[where][g] = n
	}
	for _, s := range d.Sheets {
		for _, b := range s.Blocks {
			if b.Table == nil {
				continue
			}
			for _, r := range b.Table.Rows {
				for _, c := range r.Cells {
					if n, ok := c.Value.(int64); ok {
						note("table "+b.Table.Key, c.Group, float64(n))
					}
				}
			}
		}
	}
	for _, c := range d.Charts {
		for k := range c.Series {
			ser := &c.Series[k]
			for i := range ser.Y {
				v, _, _, count, of := ser.Point(i)
				switch {
				case count == count:
					v = count
				case of == of:
					v = of // a curve: those watched
				case v < 0:
					v = -v // hangs below zero
				}
				note("chart "+c.Key, ser.GroupOf(i), v)
			}
		}
		for _, row := range c.Cells {
			for _, cell := range row {
				if !cell.Open {
					note("chart "+c.Key, cell.Group, cell.Count)
				}
			}
		}
	}
	return out
}

// fewGroups of one table or chart are asked for: the rest works the same way.
const fewGroups = 10

func checkBehind(t *testing.T, s *app.Session, least int) {
	t.Helper()
	ctx := context.Background()
	r, err := s.Analyse(ctx, app.Question{}, engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	all := counts(doc.Compose(r, words(t, assets.EN)))
	if len(all) < least {
		t.Errorf("only %d tables and charts lead to customers", len(all))
	}
	for where, groups := range all {
		asked := 0
		for g, want := range groups {
			if asked++; asked > fewGroups {
				break
			}
			list, err := s.Behind(ctx, r, g)
			if err != nil {
				t.Fatalf("%s %+v: %v", where, g, err)
			}
			if float64(len(list)) != want {
				t.Errorf("%s %+v: %d customers, the number says %v", where, g, len(list), want)
			}
			for i := 1; i < len(list); i++ {
				if list[i].Revenue > list[i-1].Revenue {
					t.Errorf("%s %+v: not in the order of revenue", where, g)
					break
				}
			}
		}
		t.Logf("%s: %d groups", where, len(groups))
	}
}

func TestBehind_EveryNumberOfTheSampleShopHasAsManyCustomersAsItSays(t *testing.T) {
	checkBehind(t, openShop(t, 0, 1500), 20)
}

func TestBehind_EveryNumberOfContractsHasAsManyCustomersAsItSays(t *testing.T) {
	whole, err := os.ReadFile(storetest.Shared(t, "data/churn/telco_ibm_v1.csv"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(whole), "\n")[:1201]
	path := filepath.Join(t.TempDir(), "telco.csv")
	if err := os.WriteFile(path, []byte(strings.Join(lines, "")), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := app.Open(context.Background(), "", time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if _, err := s.Import(context.Background(), []string{path}, engine.NoProgress{}); err != nil {
		t.Fatal(err)
	}
	checkBehind(t, s, 9)
}

// A day in the past has the customers of that day.
func TestBehind_FollowsTheDayTheResultsAreAsOf(t *testing.T) {
	dir := t.TempDir()
	orders := "customer id,order id,order date,amount\nA,1,2024-01-05,10\nA,2,2024-03-01,10\nB,3,2024-01-20,30\nC,4,2024-06-01,20\n"
	if err := os.WriteFile(filepath.Join(dir, "orders.csv"), []byte(orders), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := app.Open(context.Background(), "", time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if _, err := s.Import(context.Background(), []string{dir}, engine.NoProgress{}); err != nil {
		t.Fatal(err)
	}
	day, _ := engine.ParseDay("2024-03-10")
	r := &doc.Results{Definition: churn.Definition{Business: churn.NonContractual, WindowDays: 30, AsOf: day}}
	for part, want := range map[string]string{"known": "B A ", "silent": "B ", "one_time": "B "} {
		list, err := s.Behind(context.Background(), r, doc.Group{Of: "rates", Part: part})
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, c := range list {
			got += c.ID + " "
		}
		if got != want {
			t.Errorf("%s: %q, want %q", part, got, want)
		}
	}
}
