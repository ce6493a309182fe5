package value_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"huiliu/engine"
	"huiliu/engine/btyd"
	"huiliu/engine/churn"
	"huiliu/engine/churn/churntest"
	"huiliu/engine/snapshot"
	"huiliu/engine/stat/reference"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
	"huiliu/engine/value"
)

var terms = value.Terms{Margin: 0.3, Discount: 0.08}

func shop(t testing.TB, s *store.Store, asOf engine.Day) value.Result {
	t.Helper()
	d, lab, err := churn.Decide(context.Background(), s, churn.Options{AsOf: asOf, WindowDays: 90})
	if err != nil {
		t.Fatal(err)
	}
	got, err := value.Shop(context.Background(), s, d, lab.FirstDay, terms, engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// Numbers: reference/04_btyd.json, hold-out of cdnow_sample_*: cut 1997-09-30, the next
// 39 weeks, which is where half of the data ends.
func TestShop_CDNOWMeetsTheReference(t *testing.T) {
	got := shop(t, storetest.CDNOWSample(t), engine.NoDay)
	t.Run("totals", func(t *testing.T) { totalsAgree(t, got) })
	if got.Holdout.Cutoff.String() != "1997-09-30" || got.Holdout.Days != 273 || got.Holdout.Customers != 2357 {
		t.Fatalf("%+v", got.Holdout)
	}
	for i, model := range []string{"bgnbd", "mbgnbd", "paretonbd"} {
		var want struct {
			Holdout struct {
				Predicted float64 `json:"predicted_total"`
				Actual    float64 `json:"actual_total"`
				MAE       float64
				RMSE      float64
				Corr      float64 `json:"corr"`
			}
		}
		tol := reference.Item(t, "04_btyd.json", "cdnow_sample_"+model, &want)
		e := got.Holdout.Entrants[i]
		if e.Key != model || float64(got.Holdout.Actual) != want.Holdout.Actual {
			t.Errorf("%+v, actual %d", e, got.Holdout.Actual)
		}
		tol.Near(t, model+" total", float64(e.Expected), want.Holdout.Predicted)
		tol.Near(t, model+" MAE", float64(e.MAE), want.Holdout.MAE)
		tol.Near(t, model+" RMSE", float64(e.RMSE), want.Holdout.RMSE)
		tol.Near(t, model+" correlation", float64(e.Corr), want.Holdout.Corr)
	}
	if got.Used != "paretonbd" || len(got.Holdout.Entrants) != 6 {
		t.Errorf("used %s of %d", got.Used, len(got.Holdout.Entrants))
	}
}

// totalsAgree checks that totals are those of the bands and inside their intervals.
func totalsAgree(t *testing.T, got value.Result) {
	t.Helper()
	var customers int64
	var purchases, worth, share float64
	for _, b := range got.Bands {
		customers, purchases, worth, share = customers+b.Customers, purchases+float64(b.Purchases), worth+float64(b.Value), share+float64(b.Share)
	}
	if customers != 2357 || math.Abs(purchases-float64(got.Purchases.Value)) > 1e-6 || math.Abs(worth-float64(got.Value.Value)) > 1e-6 || math.Abs(share-1) > 1e-9 {
		t.Errorf("%d customers, %v of %v purchases, %v of %v, shares %v", customers, purchases, got.Purchases.Value, worth, got.Value.Value, share)
	}
	for name, e := range map[string]btyd.Estimate{"purchases": got.Purchases, "value": got.Value} {
		if !(e.Low < e.Value && e.Value < e.High) {
			t.Errorf("%s: %+v", name, e)
		}
	}
	last := got.Holdout.Track[len(got.Holdout.Track)-1]
	if last.Day != got.AsOf || last.Actual < 3000 || math.Abs(float64(last.Expected)/float64(last.Actual)-1) > 0.2 {
		t.Errorf("tracking ends at %+v", last)
	}
}

func TestShop_RowOrderDoesNotMatter(t *testing.T) {
	var lines []store.OrderLine
	r := rand.New(rand.NewPCG(1, 1))
	for c := range 300 {
		n := r.IntN(120)
		for range 1 + r.IntN(6) {
			lines = append(lines, storetest.Sale(fmt.Sprint("c", c), churntest.Day(t, "2024-01-01")+engine.Day(n), float64(100+r.IntN(900))))
			n += 1 + r.IntN(60)
		}
	}
	one := func() string {
		b, err := json.Marshal(shop(t, storetest.FromLines(t, lines), engine.NoDay))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	want := one()
	r.Shuffle(len(lines), func(i, k int) { lines[i], lines[k] = lines[k], lines[i] })
	if got := one(); got != want {
		t.Errorf("%s\n%s", got, want)
	}
}

// 1,000 customers and the shares of Fader and Hardie's regular segment (2007): sBG must
// find them again from tenures and flags.
func TestContracts_RecoverTheCohort(t *testing.T) {
	alive := []int{1000, 631, 468, 382, 326, 289, 262, 241}
	s := &snapshot.Table{}
	for k := 1; k < len(alive); k++ {
		for range alive[k-1] - alive[k] {
			s.Tenure, s.Churned, s.Monthly = append(s.Tenure, float64(k)), append(s.Churned, true), append(s.Monthly, 10)
		}
	}
	for range alive[7] {
		s.Tenure, s.Churned, s.Monthly = append(s.Tenure, 7), append(s.Churned, false), append(s.Monthly, 10)
	}
	got, err := value.Contracts(context.Background(), s, terms, engine.NoProgress{})
	if err != nil || got.Skipped != "" {
		t.Fatal(got.Skipped, err)
	}
	want, err := btyd.FitRetention(context.Background(), []btyd.Cohort{{Alive: []int64{1000, 631, 468, 382, 326, 289, 262, 241}}}, btyd.Options{Model: btyd.SBG}, engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	if got.Used == "sbg" {
		for i, p := range want.Params { // METHODS 4: 0.704, 1.182 for the regular segment
			churntest.Near(t, want.Names[i], float64(got.Model.Params[i]), p, 1e-6)
		}
	}
	if got.Customers != 241 || !(got.Value.Low < got.Value.Value) || got.Value.Value <= 0 || got.Value.Value > 241*12*10*0.3 {
		t.Errorf("%+v", got.Value)
	}
	for _, p := range got.Retention.Curve {
		if math.Abs(float64(p.Observed-p.Fitted)) > 0.02 {
			t.Errorf("%+v", p)
		}
	}
}

func TestShop_TooLittleIsSaid(t *testing.T) {
	d := churntest.Day(t, "2024-01-01")
	got := shop(t, storetest.FromLines(t, []store.OrderLine{storetest.Sale("a", d, 1), storetest.Sale("b", d+9, 1)}), engine.NoDay)
	if got.Skipped != "too_short" {
		t.Errorf("%+v", got)
	}
	if _, err := json.Marshal(got); err != nil {
		t.Error(err)
	}
	got = shop(t, storetest.FromLines(t, []store.OrderLine{storetest.Sale("a", d, 1), storetest.Sale("b", d+900, 1)}), engine.NoDay)
	if got.Skipped != "too_few" {
		t.Errorf("%+v", got)
	}
}

func TestQuestions_ReadTheMacrosOnly(t *testing.T) { churntest.OnlyMacros(t, os.DirFS(".")) }
