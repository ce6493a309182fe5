package secondlife_test

import (
	"context"
	"os"
	"testing"
	"time"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/churn/churntest"
	"huiliu/engine/ingest"
	"huiliu/engine/secondlife"
	"huiliu/engine/stat/reference"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

func TestQuestions_ReadOnlyWhatWasKnown(t *testing.T) { churntest.OnlyMacros(t, os.DirFS("sql")) }

func follow(t *testing.T, s *store.Store, asOf engine.Day, window int) secondlife.Result {
	t.Helper()
	r, err := secondlife.Follow(context.Background(), s, churn.Definition{Business: churn.NonContractual, Rule: churn.RuleSilence, WindowDays: window, AsOf: asOf})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// By hand, window 30: a is lost on day 31 and back on 100, lost again on 141 (last purchase 110), back
// on 300 and running at 320. b buys on the very day the window ends, which is no loss. c never comes back.
func TestFollow_OpensALifeWithTheReturnAndEndsItByTheSameRule(t *testing.T) {
	day := func(n int) engine.Day { return 19000 + engine.Day(n) }
	s := storetest.FromLines(t, []store.OrderLine{
		storetest.Sale("a", day(0), 10), storetest.Sale("a", day(100), 20), storetest.Sale("a", day(110), 30), storetest.Sale("a", day(300), 40),
		storetest.Sale("b", day(0), 10), storetest.Sale("b", day(31), 10),
		storetest.Sale("c", day(0), 10),
	})
	r := follow(t, s, day(320), 30)
	if r.Lives != 2 || r.Customers != 1 || r.Running != 1 || len(r.Rows) != 2 || len(r.Groups) != 1 || r.Groups[0].Contact {
		t.Fatalf("%+v", r)
	}
	later, first := r.Rows[0], r.Rows[1]
	if first.First != day(100) || first.Ended != day(141) || first.Silence != 100 || first.Days != 2 || first.Revenue != engine.MoneyOf(50) || first.Number != 1 {
		t.Errorf("first return %+v", first)
	}
	if later.First != day(300) || later.Ended != engine.NoDay || later.Silence != 190 || later.Number != 2 {
		t.Errorf("second return %+v", later)
	}
	// Lives of 41 days (ended) and 20 days (running): half the lives outlast 30 days? one of one at risk does.
	if m := r.All.At[0]; m.Days != 30 || m.Share != 1 || m.AtRisk != 1 {
		t.Errorf("30 days: %+v", m)
	}
	if m := r.All.At[2]; m.Share.Defined() || m.AtRisk != 0 {
		t.Errorf("nobody was followed for 180 days, yet %+v", m)
	}
	if r.All.HalfBase != 1 || r.All.Half != 50 {
		t.Errorf("first 180 days: %v of %d", r.All.Half, r.All.HalfBase)
	}
	// As of an earlier day the later life has not begun, and the first one still runs.
	if past := follow(t, s, day(120), 30); past.Lives != 1 || past.Running != 1 || past.Rows[0].Ended != engine.NoDay {
		t.Errorf("as of day 120: %+v", past)
	}
}

// reference/09_winback.json: winback_facts, winback_bands (lapse and first life; the offer by its three values, README), winback_second_life.
func TestAttempts_EqualReference_09_winback(t *testing.T) {
	path := reference.Path(t, "data/winback/smcrm_customerWinBack.csv")
	s := storetest.Open(t)
	sources, err := ingest.Sniff(context.Background(), path, engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ingest.Load(context.Background(), s, sources, time.Unix(0, 0), engine.NoProgress{}); err != nil {
		t.Fatal(err)
	}
	got, err := secondlife.ReadAttempts(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	var facts struct {
		N, Reacquired   int64
		Rate            float64
		Wilson          [2]float64
		Sclv            float64            `json:"sclv_sum_reacquired"`
		Offers          float64            `json:"offer_sum_reacquired"`
		MeansReacquired map[string]float64 `json:"means_reacquired"`
	}
	tol := reference.Item(t, "09_winback.json", "winback_facts", &facts)
	if got.Customers != facts.N || got.Returned.Events != facts.Reacquired || !got.Assumed {
		t.Errorf("%+v", got)
	}
	for what, v := range map[string][2]float64{
		"rate": {float64(got.Returned.Value), facts.Rate}, "low": {float64(got.Returned.Low), facts.Wilson[0]}, "high": {float64(got.Returned.High), facts.Wilson[1]},
		"value": {float64(got.Total), facts.Sclv}, "value each": {float64(got.Value), facts.MeansReacquired["sclv"]},
		"offers": {float64(got.Offers), facts.Offers}, "per return": {float64(got.PerReturn), facts.MeansReacquired["offer"]},
	} {
		tol.Near(t, what, v[0], v[1])
	}
	type band struct {
		N, Reacquired int64
		Rate          float64
		Value         float64 `json:"mean_sclv_if_back"`
	}
	var bands struct {
		Lapse, Offer []band
		First        []band `json:"first_life"`
	}
	tol = reference.Item(t, "09_winback.json", "winback_bands", &bands)
	check := func(by string, want []band, have []secondlife.Band) {
		if len(have) != len(want) {
			t.Fatalf("%s: %d bands, want %d", by, len(have), len(want))
		}
		for k, w := range want {
			if have[k].Rate.Base != w.N || have[k].Rate.Events != w.Reacquired {
				t.Errorf("%s %v: %+v, want %+v", by, have[k].From, have[k].Rate, w)
			}
			tol.Near(t, by+" rate", float64(have[k].Rate.Value), w.Rate)
			tol.Near(t, by+" value", float64(have[k].Value), w.Value)
		}
	}
	check("lapse", bands.Lapse, got.Bands[0].Bands)
	check("first life", bands.First, got.Bands[1].Bands)
	if offers := got.Bands[2].Bands; len(offers) != 3 || offers[0].Rate.Base != 211 || offers[1].Rate.Base != 119 || offers[2].Rate.Base != 170 || offers[2].Rate.Events != 117 {
		t.Errorf("offers %+v", offers)
	}
	var second struct {
		N      int64
		Median float64
		At     []struct {
			Day   int
			S, SE float64
		}
	}
	tol = reference.Item(t, "09_winback.json", "winback_second_life", &second)
	tol.Near(t, "median", float64(got.Median), second.Median)
	for _, w := range second.At {
		for _, m := range got.At {
			if m.Days == w.Day {
				tol.Near(t, "survival", float64(m.Share), w.S)
			}
		}
	}
}

func TestFollow_WithoutReturnsSaysSo(t *testing.T) {
	s := storetest.FromLines(t, []store.OrderLine{storetest.Sale("a", 19000, 5)})
	if r := follow(t, s, 19100, 30); r.Skipped != "no_returns" || r.Rows == nil || r.Groups == nil {
		t.Errorf("%+v", r)
	}
	if a, err := secondlife.ReadAttempts(context.Background(), s); err != nil || a.Customers != 0 || a.Returned.Value.Defined() {
		t.Errorf("%+v %v", a, err)
	}
}

// By hand, window 30: one customer leaves for price, comes back and leaves for price again; another for delivery and then
// for price; a third came back after a loss nobody looked at.
func TestWhy_PutsCausesBeforeAndAfterSideBySide(t *testing.T) {
	day := func(n int) engine.Day { return 19000 + engine.Day(n) }
	s := storetest.FromLines(t, []store.OrderLine{
		storetest.Sale("a", day(0), 10), storetest.Sale("a", day(100), 10),
		storetest.Sale("b", day(0), 10), storetest.Sale("b", day(110), 10),
		storetest.Sale("c", day(110), 10), storetest.Sale("c", day(150), 10),
	})
	r := follow(t, s, day(320), 30)
	if days := r.Lookups(); len(days) == 0 || days[0] != day(320) || days[len(days)-1] > day(100) {
		t.Errorf("looked up on %v", days)
	}
	number := map[string]int32{}
	for i, id := range []string{"a", "b", "c"} {
		number[id] = int32(i)
	}
	ids, err := store.All(context.Background(), s, "-- one row per customer\nSELECT customer_no, customer_id FROM profiles()", nil, func(scan store.Scan, v *struct {
		no int32
		id string
	}) error {
		return scan(&v.no, &v.id)
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range ids {
		number[v.id] = v.no
	}
	got := r.Why([]secondlife.Known{
		{Day: day(320), Of: map[int32]string{number["a"]: "price", number["b"]: "price", number["c"]: "price"}},
		{Day: day(60), Of: map[int32]string{number["a"]: "price", number["b"]: "delivery"}},
	})
	if got.Known != 3 || len(got.Ends) != 1 || got.Ends[0].Lives != 3 || got.Same.Events != 1 || got.Same.Base != 2 {
		t.Fatalf("%+v", got)
	}
	if len(got.Causes) != 2 || got.Causes[0].Cause != "delivery" || got.Causes[0].Same.Events != 0 || got.Causes[1].Same.Events != 1 || got.Causes[1].Ended != 1 {
		t.Errorf("%+v", got.Causes)
	}
}
