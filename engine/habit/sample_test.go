package habit

import (
	"context"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/churn/churntest"
	"huiliu/engine/describe"
	"huiliu/engine/feature"
	"huiliu/engine/ingest"
	"huiliu/engine/sample"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

// sampleShop imports the invented shop and reads the truth of each customer: how they buy.
func sampleShop(t *testing.T) (*store.Store, map[string]string) {
	t.Helper()
	ctx, dir := context.Background(), t.TempDir()
	if _, err := sample.Write(ctx, dir, sample.Options{Seed: 1}, engine.NoProgress{}); err != nil {
		t.Fatal(err)
	}
	s := storetest.Open(t)
	tables, err := ingest.Sniff(ctx, filepath.Join(dir, sample.OrdersFile), engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ingest.Load(ctx, s, tables, time.Unix(0, 0), engine.NoProgress{}); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(filepath.Join(dir, "truth", "customers.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]string{}
	for _, row := range rows[1:] {
		kinds[row[0]] = row[1]
	}
	return s, kinds
}

// The invented shop knows who buys gifts only and who buys with coupons only, and that
// none of them ever leaves (truth/customers.csv).
func TestRecognise_FindsThePlantedHabitsAndNobodyElse(t *testing.T) {
	ctx := context.Background()
	s, truth := sampleShop(t)
	d, lab, err := churn.Decide(ctx, s, churn.Options{AsOf: engine.NoDay})
	if err != nil {
		t.Fatal(err)
	}
	view, now, _, err := study(ctx, s, d, lab.FirstDay, Options{Festival: true})
	if err != nil {
		t.Fatal(err)
	}
	kinds := view.recognise(now)
	ids, err := feature.CustomerIDs(ctx, s)
	if err != nil {
		t.Fatal(err)
	}
	for i, planted := range map[int]string{atGift: "gift_only", atCoupon: "coupon_only"} {
		var found, right, there int
		var sure float64
		for k := range now {
			p := &now[k]
			is := truth[ids[p.no]] == planted
			if is && (i == atGift && p.n >= 3 || i == atCoupon && p.n >= leastDays) {
				there++ // fewer purchases cannot show a habit
			}
			if int(p.kind) == i {
				found++
				sure += float64(p.sure)
				if is {
					right++
				}
			}
		}
		precision, recall := float64(right)/float64(found), float64(right)/float64(there)
		t.Logf("%s: %d found, %d right (%.0f expected), of %d: precision %.3f, recall %.3f", kinds[i].Key, found, right, sure, there, precision, recall)
		if precision < 0.9 || recall < 0.9 {
			t.Errorf("%s: precision %.3f, recall %.3f", kinds[i].Key, precision, recall)
		}
		if math.Abs(sure-float64(right)) > 0.1*float64(found) {
			t.Errorf("%s: %.0f expected to be right, %d are", kinds[i].Key, sure, right)
		}
	}
}

func TestRecognise_TheRateIsThatOfTheReportAndTheAsleepAreStillHere(t *testing.T) {
	ctx := context.Background()
	s, truth := sampleShop(t)
	d, lab, err := churn.Decide(ctx, s, churn.Options{AsOf: engine.NoDay})
	if err != nil {
		t.Fatal(err)
	}
	got, err := Recognise(ctx, s, d, lab.FirstDay, Options{Festival: true})
	if err != nil {
		t.Fatal(err)
	}
	all, err := describe.Describe(ctx, s, d, describe.Margin{Rate: 0.3})
	if err != nil {
		t.Fatal(err)
	}
	if got.Churn != all.Rates.Churn || got.Silent != all.Rates.Silent.Events {
		t.Errorf("%+v, the report says %+v", got.Churn, all.Rates.Churn)
	}
	var asleep, lost int64
	for _, k := range got.Kinds {
		asleep, lost = asleep+k.Asleep, lost+k.Lost
		if k.Asleep > k.Silent || k.Silent > k.Customers || k.Lost > k.Asleep {
			t.Errorf("%+v", k)
		}
		if k.Customers > 0 && !(k.Kept.Low > k.Usual.High) { // in the year after
			t.Errorf("%s kept to it %+v, others %+v", k.Key, k.Kept, k.Usual)
		}
	}
	if asleep != got.Asleep || got.Churn.Events-lost != got.Awake.Events || got.Awake.Base != got.Churn.Base || lost == 0 {
		t.Errorf("%d asleep, %d of the lost: %+v", asleep, lost, got)
	}
	wrong := 0
	for i, r := range got.Rows {
		if kind := truth[r.CustomerID]; kind != "gift_only" && kind != "coupon_only" {
			wrong++
		}
		if r.Due < d.AsOf || d.AsOf-r.LastDay <= engine.Day(d.WindowDays) || i > 0 && r.Due < got.Rows[i-1].Due {
			t.Errorf("%+v", r)
		}
	}
	if int64(len(got.Rows)) != min(got.Asleep, rows) || 10*wrong > len(got.Rows) {
		t.Errorf("%d of %d rows are ordinary customers", wrong, len(got.Rows))
	}
	t.Logf("%+v", got.Kinds)
}

func TestRecognise_SaysWhyNothingWasLookedFor(t *testing.T) {
	ctx := context.Background()
	s := storetest.CDNOWSample(t) // a year and a half, no coupons
	d, lab, err := churn.Decide(ctx, s, churn.Options{AsOf: engine.NoDay})
	if err != nil {
		t.Fatal(err)
	}
	got, err := Recognise(ctx, s, d, lab.FirstDay, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{ReasonNoFestival, ReasonHistory, ReasonNoCoupons} {
		if k := got.Kinds[i]; k.Reason != want || k.Customers != 0 || k.Right.Defined() {
			t.Errorf("%+v, want %s", k, want)
		}
	}
	if got.Asleep != 0 || got.Awake != got.Churn || got.Others != got.Churn || got.Churn.Base == 0 || got.CheckedAt != engine.NoDay {
		t.Errorf("%+v", got)
	}
	if got, err = Recognise(ctx, s, churn.Definition{Business: churn.Contractual}, engine.NoDay, Options{}); err != nil || got.Skipped != "contractual" {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestSQL_ReadsOnlyTheAsOfMacros(t *testing.T) { churntest.OnlyMacros(t, os.DirFS(".")) }
