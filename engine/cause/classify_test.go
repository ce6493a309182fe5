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

// complaint is a ticket in words the list of causes cannot read, worded unlike answers.
func complaint(i int) string {
	return fmt.Sprintf("%s%d号", []string{"吱吱呀呀嗡", "咚咚锵锵哐", "哗啦哗啦呼"}[i%3], i)
}

// Of 120 lost customers with a ticket nobody resolved and one answer, people coded so many of either.
func ticketed(t *testing.T, tickets int) cause.Result {
	t.Helper()
	s, d := said(t, 120, strange)
	ctx, end := context.Background(), engine.Day(20000)
	err := s.Write(ctx, func(tx *store.Tx) error {
		err := tx.Append(ctx, "tickets", func(a *store.Appender) error {
			for i := range 120 {
				if err := a.Row(int32(1), int64(i), fmt.Sprintf("T%d", i), fmt.Sprintf("k%03d", i), (end - 195).Time(), nil, complaint(i), false); err != nil {
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
	keys := []string{"delivery", "price", "service"}
	codes := map[string]string{}
	for i := range 60 {
		codes[strange(i)] = "none" // answers tell nothing
	}
	for i := range tickets {
		codes[complaint(i)] = keys[i%3]
	}
	res, err := cause.Analyse(ctx, s, d, taxonomy(t), cause.Options{MarginRate: 0.3, Seed: 7, Codes: codes}, engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	addsUp(t, res)
	return res
}

func TestAnalyse_CodedTicketsTeachToReadOthers(t *testing.T) {
	res := ticketed(t, 90)
	got := map[string]int64{}
	for _, c := range res.Causes {
		got[c.Key] = c.Customers
	}
	if got["delivery"] != 40 || got["price"] != 40 || got["service"] != 40 || res.Learnt.Classified != 30 || !res.Learnt.UsedTickets || res.Learnt.Tickets.Accuracy.Base != 90 {
		t.Errorf("%v: %+v", got, res.Learnt)
	}
	for _, row := range res.Heat {
		if len(row.Words) != 2 || row.Words[0] != (cause.Spoken{Source: cause.SourceTicket, Customers: 30}) || row.Words[1] != (cause.Spoken{Source: cause.SourceLearntTicket, Customers: 10}) {
			t.Errorf("%+v", row)
		}
	}
}

// What was learnt from answers is not known to hold for tickets: too few of them are coded.
func TestAnalyse_TooFewCodedTicketsNameNothing(t *testing.T) {
	res := ticketed(t, 30)
	for _, s := range res.Sources {
		if s.Key == cause.SourceLearntTicket && (s.Customers.Events != 0 || s.Available) {
			t.Errorf("%+v", s)
		}
	}
	if res.Learnt.UsedTickets || res.Learnt.Tickets.Accuracy.Base != 0 {
		t.Errorf("%+v", res.Learnt)
	}
}
