package feature

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"huiliu/engine"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

// By hand: A buys on days 0, 30 and 60; B once on day 95; as of day 100.
func TestBuild_CountsByHand(t *testing.T) {
	d := opening
	db := storetest.FromLines(t, []store.OrderLine{
		storetest.Sale("A", d, 10), storetest.Sale("A", d+30, 20), storetest.Sale("A", d+60, 60),
		storetest.Sale("B", d+95, 7), storetest.Sale("A", d+101, 1000), storetest.Sale("C", d+101, 1),
	})
	f, err := Build(context.Background(), db, d+100, Everyone, 0)
	if err != nil {
		t.Fatal(err)
	}
	nan, two, three := math.NaN(), 2.0, 3.0 // variables: constants would be divided exactly
	want := map[string][2]float64{
		"silence_days": {40, 5}, "tenure_days": {100, 5}, "purchase_days": {3, 1},
		"purchase_days_30": {0, 1}, "purchase_days_90": {2, 1}, "purchase_days_180": {3, 1}, "purchase_days_365": {3, 1},
		"amount": {90, 7}, "amount_365": {90, 7}, "mean_amount": {30, 7}, "mean_gap": {30, nan}, "overdue": {40.0 / 30, nan},
		"slope": {(two / 90) / (three / 101), 1}, "coupon_share": {nan, nan}, "discount_share": {nan, nan}, "refund_share": {nan, nan},
		"late_share": {nan, nan}, "tickets_90": {nan, nan}, "categories": {nan, nan},
	}
	if f.Rows() != 2 {
		t.Fatalf("%d rows", f.Rows())
	}
	for name, w := range want {
		got := f.Column(name)
		if !same(got[0], w[0]) || !same(got[1], w[1]) {
			t.Errorf("%s: %v, want %v", name, got, w)
		}
	}
	active, err := Build(context.Background(), db, d+100, Active, 39)
	if err != nil {
		t.Fatal(err)
	}
	if active.Rows() != 1 || active.Columns[0].Number[0] != 5 {
		t.Errorf("silent longer than the window is not active: %v", active.Columns[0])
	}
}

func TestLabels_LooksAheadHalfOpen(t *testing.T) {
	d := opening
	db := storetest.FromLines(t, []store.OrderLine{
		storetest.Sale("A", d, 1), storetest.Sale("A", d+40, 1), // last day of the horizon
		storetest.Sale("B", d, 1), storetest.Sale("B", d+41, 1), // one day late
		storetest.Sale("C", d+10, 1), // bought on the day itself only
		storetest.Sale("Z", d+80, 1),
	})
	ctx := context.Background()
	f, err := Build(ctx, db, d+10, Everyone, 0)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Labels(ctx, db, f, 30, d+80)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, []bool{false, true, true}) {
		t.Errorf("churned %v", got)
	}
	if _, err := Labels(ctx, db, f, 30, d+39); err == nil {
		t.Error("an open horizon must be refused")
	}
}

// A purchase given back in full by the end is no return; one given back later is.
func TestLabels_NetsRefundsKnownAtEnd(t *testing.T) {
	d := opening
	back := storetest.Sale("A", d+20, 1)
	back.Kind, back.VoidOn = store.KindRefunded, d+50
	db := storetest.FromLines(t, []store.OrderLine{storetest.Sale("A", d, 1), back})
	ctx := context.Background()
	f, err := Build(ctx, db, d+10, Everyone, 0)
	if err != nil {
		t.Fatal(err)
	}
	for end, want := range map[engine.Day]bool{d + 49: false, d + 50: true} {
		got, err := Labels(ctx, db, f, 30, end)
		if err != nil {
			t.Fatal(err)
		}
		if got[0] != want {
			t.Errorf("known at %s: churned %v", end, got[0])
		}
	}
}

// Who is drawn does not depend on customers who come later, although they shift the
// numbers of all others.
func TestBuild_DrawsTheSameCustomersInAReplay(t *testing.T) {
	rows, day := syntheticShop(5), opening+200
	past, _ := rows.cut(day)
	rows.lines = append(rows.lines, storetest.Sale("A", day+30, 5))
	spec := Spec{AsOf: day, Population: Everyone, MaxRows: 40, Seed: 3}
	var ids [2][]string
	for k, e := range []*excerpt{rows, past} {
		n, err := named(context.Background(), opened(t, e), day, func(ctx context.Context, r store.Reader, _ engine.Day) (*Frame, error) {
			return BuildSpec(ctx, r, spec)
		})
		if err != nil {
			t.Fatal(err)
		}
		ids[k] = n.ids
	}
	if !slices.Equal(ids[0], ids[1]) || len(ids[0]) != 40 {
		t.Errorf("%v, then %v", ids[0], ids[1])
	}
}

// Absurd amounts, prices and parcels are somebody's typing errors, no reason to stop.
func TestBuild_StandsAbsurdNumbers(t *testing.T) {
	var lines []store.OrderLine
	for k := range 5 {
		l := storetest.Sale("A", opening+engine.Day(k*9), 0)
		most, days := engine.Money(math.MaxInt64/10*9/1000*100), math.Pow(10, float64(k*4))
		l.Amount, l.UnitPrice, l.ProductID, l.Promised, l.Actual = most, &most, "P", &days, &days
		lines = append(lines, l)
	}
	never := 1e17
	lines[0].Promised = &never
	f, err := Build(context.Background(), storetest.FromLines(t, lines), opening+400, Everyone, 0)
	if err != nil {
		t.Fatal(err)
	}
	if f.Column("amount_cv")[0] != 0 || !(f.Column("amount")[0] > 1e14) || f.Column("delay_days")[0] > 0 {
		t.Errorf("cv %v, amount %v, delay %v", f.Column("amount_cv"), f.Column("amount"), f.Column("delay_days"))
	}
}

func TestBuild_SameBytesForPermutedRows(t *testing.T) {
	s := syntheticShop(3)
	spec := Spec{AsOf: opening + 400, Population: Active, Window: 120, MaxRows: 100, Seed: 5}
	one, err := BuildSpec(context.Background(), opened(t, s), spec)
	if err != nil {
		t.Fatal(err)
	}
	if one.Rows() != 100 {
		t.Fatalf("sample has %d rows", one.Rows())
	}
	r := rand.New(rand.NewPCG(9, 9))
	r.Shuffle(len(s.lines), func(i, j int) { s.lines[i], s.lines[j] = s.lines[j], s.lines[i] })
	for _, list := range [][]dated{s.tickets, s.scores, s.contacts, s.joined} {
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	}
	two, err := BuildSpec(context.Background(), opened(t, s), spec)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(one.CustomerNo, two.CustomerNo) {
		t.Fatal("other customers")
	}
	for j := range one.Columns {
		a, b := &one.Columns[j], &two.Columns[j]
		if !slices.EqualFunc(a.Number, b.Number, same) || !slices.Equal(a.Text, b.Text) {
			t.Fatalf("%s differs", a.Name)
		}
	}
}
