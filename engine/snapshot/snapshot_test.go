package snapshot_test

import (
	"context"
	"math"
	"slices"
	"strconv"
	"testing"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/snapshot"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

// people opens a customer table of n rows; cells gives the attributes of each.
func people(t testing.TB, n int, cells func(i int) map[string]string) *store.Store {
	t.Helper()
	ctx, s := context.Background(), storetest.Open(t)
	err := s.Write(ctx, func(tx *store.Tx) error {
		if err := tx.Append(ctx, "customer_rows", func(a *store.Appender) error {
			for i := range n {
				if err := a.Row(int32(1), int64(i+2), "c"+strconv.Itoa(1000+i), nil, nil, nil, i%4 == 0, float64(i%50), store.Decimal(engine.MoneyOf(float64(i))), nil, nil, nil); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
		if err := tx.Append(ctx, "attribute_rows", func(a *store.Appender) error {
			for i := range n {
				at := int32(0)
				for _, name := range []string{"plan", "flag", "code", "rare", "same", "age", "twin"} {
					v := cells(i)[name]
					var number any
					if f, err := strconv.ParseFloat(v, 64); err == nil {
						number = f
					}
					if v != "" {
						if err := a.Row(int32(1), int64(i+2), "c"+strconv.Itoa(1000+i), name, at, v, number); err != nil {
							return err
						}
					}
					at++
				}
			}
			return nil
		}); err != nil {
			return err
		}
		return tx.Rebuild(ctx)
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func cells(i int) map[string]string {
	out := map[string]string{
		"plan": []string{"basic", "basic", "full"}[i%3], "flag": []string{"left", "here", "here", "here"}[i%4],
		"code": strconv.Itoa(7000 + i), "same": "x", "age": strconv.Itoa(20 + i%30), "twin": "",
	}
	if i < 60 {
		out["rare"] = "seldom " + strconv.Itoa(i)
	}
	if i%10 != 9 {
		out["age"] = strconv.Itoa(20 + i%31)
	} else {
		out["age"] = ""
	}
	return out
}

func TestContracts_DropsWhatSaysNothingOrTheAnswer(t *testing.T) {
	got, err := snapshot.Contracts(context.Background(), people(t, 400, cells), churn.Definition{AsOf: engine.NoDay})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range got.Columns {
		names = append(names, c.Name)
	}
	if !slices.Equal(names, []string{snapshot.Tenure, "plan", "age"}) {
		t.Errorf("columns %v", names)
	}
	want := []snapshot.Dropped{{Name: snapshot.Monthly, Code: "identifier"}, {Name: "flag", Code: "outcome"}, {Name: "code", Code: "identifier"}, {Name: "rare", Code: "missing"}, {Name: "same", Code: "constant"}}
	if !slices.Equal(got.Dropped, want) {
		t.Errorf("dropped %v", got.Dropped)
	}
	if got.Events() != 100 {
		t.Errorf("%d left", got.Events())
	}
}

func TestDesign_CodesLevelsAgainstTheMostFrequent(t *testing.T) {
	got, err := snapshot.Contracts(context.Background(), people(t, 400, cells), churn.Definition{AsOf: engine.NoDay})
	if err != nil {
		t.Fatal(err)
	}
	rows := []int{0, 1, 2, 3, 9}
	d := got.Design([]string{"plan", "age"}, rows)
	if len(d.Terms) != 2 || d.Terms[0].Reference != "basic" || !slices.Equal(d.Terms[0].Levels, []string{"full"}) {
		t.Fatalf("%+v", d.Terms)
	}
	for k, want := range []float64{0, 0, 1, 0, 0} {
		if d.X.At(k, 0) != want {
			t.Errorf("row %d: full %v", k, d.X.At(k, 0))
		}
	}
	// ages 20 to 23 and one unknown, which takes the median; a step of 1
	for k, want := range []float64{20, 21, 22, 23, 21.5} {
		if math.Abs(d.X.At(k, 1)*d.Terms[1].Unit-want) > 1e-9 {
			t.Errorf("row %d: age %v", k, d.X.At(k, 1)*d.Terms[1].Unit)
		}
	}
}

func TestShop_LooksAtAClosedPast(t *testing.T) {
	s := storetest.CDNOWSample(t)
	d, lab, err := churn.Decide(context.Background(), s, churn.Options{AsOf: engine.NoDay, WindowDays: 90})
	if err != nil {
		t.Fatal(err)
	}
	got, err := snapshot.Shop(context.Background(), s, d, lab.FirstDay, 1)
	if err != nil || got == nil {
		t.Fatal(got, err)
	}
	if got.AsOf != d.AsOf-91 || got.Horizon != 91 || len(got.Churned) < 100 || got.Events() == 0 {
		t.Errorf("as of %s, %d customers, %d left", got.AsOf, len(got.Churned), got.Events())
	}
	d.AsOf = lab.FirstDay + 100
	if got, err := snapshot.Shop(context.Background(), s, d, lab.FirstDay, 1); got != nil || err != nil {
		t.Errorf("%v, %v", got, err)
	}
}
