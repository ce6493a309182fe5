package churn_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/churn/churntest"
	"huiliu/engine/ingest"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

// contracts imports a customer table.
func contracts(t *testing.T, rows ...string) *store.Store {
	t.Helper()
	path := filepath.Join(t.TempDir(), "members.csv")
	if err := os.WriteFile(path, []byte(strings.Join(rows, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, s := context.Background(), storetest.Open(t)
	tables, err := ingest.Sniff(ctx, path, engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ingest.Load(ctx, s, tables, time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC), engine.NoProgress{}); err != nil {
		t.Fatal(err)
	}
	return s
}

// By hand, on 2024-06-30, the last start: A's second term began 11 days after the first had
// ended and runs; B renewed early and ended on 05-31; C ended on 06-20; D runs.
func TestDecide_ByTheEndsOfContractsByHand(t *testing.T) {
	s := contracts(t, "会员编号,开始日期,到期日期", "A,2023-01-01,2023-12-31", "B,2023-06-01,2023-12-31", "B,2023-12-15,2024-05-31",
		"A,2024-01-11,2025-01-10", "C,2024-01-01,2024-06-20", "D,2024-06-30,2025-06-29")
	day := func(text string) engine.Day { return churntest.Day(t, text) }
	for _, c := range []struct {
		asOf  engine.Day
		grace int
		lost  [2]int64
	}{
		{engine.NoDay, 0, [2]int64{2, 4}}, {engine.NoDay, 9, [2]int64{2, 4}}, {engine.NoDay, 10, [2]int64{1, 4}}, {engine.NoDay, 30, [2]int64{0, 4}},
		{day("2024-01-05"), 0, [2]int64{1, 3}}, {day("2024-01-05"), 5, [2]int64{0, 3}}, {day("2024-01-11"), 0, [2]int64{0, 3}},
	} {
		d, lab, err := churn.Decide(context.Background(), s, churn.Options{AsOf: c.asOf, Grace: &c.grace})
		if err != nil {
			t.Fatal(err)
		}
		row, _ := lab.At(c.grace)
		if d.Business != churn.Contractual || d.Rule != churn.RuleDates || d.GraceDays != c.grace || lab.LastDay != day("2024-06-30") || row.Now != engine.NewRate(c.lost[0], c.lost[1]) {
			t.Errorf("%s with %d days: %+v, %+v", c.asOf, c.grace, d, row.Now)
		}
		if got := lostOf(t, s, d); got != c.lost {
			t.Errorf("%s with %d days: the tables say %v, want %v", c.asOf, c.grace, got, c.lost)
		}
	}
	_, lab, err := churn.Decide(context.Background(), s, churn.Options{AsOf: engine.NoDay})
	if err != nil {
		t.Fatal(err)
	}
	for grace, want := range map[int]engine.Rate{0: engine.NewRate(1, 1), 10: engine.NewRate(1, 1), 11: engine.NewRate(0, 0)} {
		if row, _ := lab.At(grace); row.False.Events != want.Events || row.False.Base != want.Base { // only A's break has been followed for ninety days
			t.Errorf("wrong after %d days: %+v, want %+v", grace, row.False, want)
		}
	}
}

// lostOf counts by the macro every question reads.
func lostOf(t *testing.T, s *store.Store, d churn.Definition) (n [2]int64) {
	t.Helper()
	const text = "-- one row\nSELECT count(*) FILTER (churned), count(*) FROM contracts_at($ends::DATE, $grace::INTEGER)"
	if _, err := store.One(context.Background(), s, text, d.Ends(), &n[0], &n[1]); err != nil {
		t.Fatal(err)
	}
	return n
}

// What the lab foretells for any grace and day is what the questions then count, and a
// longer grace calls nobody lost whom a shorter one did not.
func TestDecide_GraceLabIsWhatIsCounted(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	start := churntest.Day(t, "2022-01-01")
	rows := []string{"会员编号,开始日期,到期日期"}
	for i := range 150 {
		at := start + engine.Day(r.IntN(600))
		for range 1 + r.IntN(4) {
			to := at + engine.Day(20+r.IntN(120))
			rows = append(rows, fmt.Sprintf("M%03d,%s,%s", i, at, to))
			at = to + engine.Day(r.IntN(60)-10)
		}
	}
	s := contracts(t, rows...)
	for range 6 {
		asOf, before := start+200+engine.Day(r.IntN(700)), int64(1<<40)
		for _, grace := range []int{0, 7, 30, 90} {
			d, lab, err := churn.Decide(context.Background(), s, churn.Options{AsOf: asOf, Grace: &grace})
			if err != nil {
				t.Fatal(err)
			}
			row, _ := lab.At(grace)
			if got := lostOf(t, s, d); row.Now != engine.NewRate(got[0], got[1]) || got[0] > before {
				t.Errorf("%s with %d days: %v counted, %+v foretold, %d before", asOf, grace, got, row.Now, before)
			} else {
				before = got[0]
			}
		}
	}
}

func TestDecide_ContractsWithoutDatesCannotBeReplayed(t *testing.T) {
	s := contracts(t, "会员编号,是否流失", "A,是", "B,否", "C,否")
	if d, lab, err := churn.Decide(context.Background(), s, churn.Options{AsOf: engine.NoDay}); err != nil || d.Rule != churn.RuleFlag || lab.Dated {
		t.Errorf("%+v, %v", d, err)
	}
	_, _, err := churn.Decide(context.Background(), s, churn.Options{AsOf: churntest.Day(t, "2024-01-01")})
	var e *engine.Error
	if !errors.As(err, &e) || e.Code != "churn.no_dates" {
		t.Errorf("got %v", err)
	}
}
