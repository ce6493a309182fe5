package cause_test

import (
	"context"
	"fmt"
	"testing"

	"huiliu/engine"
	"huiliu/engine/cause"
	"huiliu/engine/churn"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

// said is a shop of lost customers who answer with what of says.
func said(t *testing.T, n int, of func(i int) string) (*store.Store, churn.Definition) {
	t.Helper()
	end, ctx := engine.Day(20000), context.Background()
	lines := []store.OrderLine{storetest.Sale("stays", end-1, 10)}
	for i := range n {
		lines = append(lines, storetest.Sale(fmt.Sprintf("k%03d", i), end-200, 10))
	}
	s := storetest.FromLines(t, lines)
	err := s.Write(ctx, func(tx *store.Tx) error {
		err := tx.Append(ctx, "feedback", func(a *store.Appender) error {
			for i := range n {
				if err := a.Row(int32(2), int64(i), fmt.Sprintf("k%03d", i), (end - 180).Time(), nil, nil, of(i)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		return tx.Rebuild(ctx)
	})
	if err != nil {
		t.Fatal(err)
	}
	return s, churn.Definition{Business: churn.NonContractual, WindowDays: 90, AsOf: end}
}

// Words the list of causes cannot read: three kinds, of which people coded the first 90.
func strange(i int) string {
	return fmt.Sprintf("%s%d", []string{"咕咕嘎嘎乌", "叽里呱啦喔", "噼里啪啦呀"}[i%3], i)
}

func TestAnalyse_CodedWordsTeachToReadOthers(t *testing.T) {
	s, d := said(t, 120, strange)
	keys := []string{"delivery", "price", "none"}
	codes := map[string]string{}
	for i := range 90 {
		codes[strange(i)] = keys[i%3]
	}
	res, err := cause.Analyse(context.Background(), s, d, taxonomy(t), cause.Options{MarginRate: 0.3, Seed: 7, Codes: codes}, engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	addsUp(t, res)
	got := map[string]int64{}
	for _, c := range res.Causes {
		got[c.Key] = c.Customers
	}
	// 30 of each by hand and 10 by what was learnt; words about nothing leave the answer unclear.
	if got["delivery"] != 40 || got["price"] != 40 || got[cause.Unclear] != 40 || res.Learnt.Classified != 20 || !res.Learnt.Used || res.Learnt.Coded != 90 || res.Learnt.Verdict.Accuracy.Value < 0.95 {
		t.Errorf("%v: %+v", got, res.Learnt)
	}
}

func TestAnalyse_TooFewOrUselessCodesNameNothing(t *testing.T) {
	s, d := said(t, 120, strange)
	for what, n := range map[string]int{"few": 20, "useless": 90} {
		codes := map[string]string{}
		for i := range n {
			codes[strange(i)] = []string{"delivery", "price"}[i*7%11%2]
		}
		res, err := cause.Analyse(context.Background(), s, d, taxonomy(t), cause.Options{MarginRate: 0.3, Seed: 7, Codes: codes}, engine.NoProgress{})
		if err != nil || res.Learnt.Used || res.Learnt.Classified != 0 {
			t.Errorf("%s: %v, %+v", what, err, res.Learnt)
		}
	}
}
