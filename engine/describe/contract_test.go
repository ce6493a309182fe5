package describe_test

import (
	"cmp"
	"context"
	"encoding/csv"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/churn/churntest"
	"huiliu/engine/describe"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

// contract is one row of a customer table with a churn flag.
type contract struct {
	id                     string
	churned                bool
	tenure, monthly, total *float64
	attributes             map[string]string
}

// contracts opens a project with a customer table.
func contracts(t testing.TB, names []string, rows []contract) *store.Store {
	t.Helper()
	ctx, s := context.Background(), storetest.Open(t)
	numeric := map[string]bool{}
	for _, name := range names {
		numeric[name] = !slices.ContainsFunc(rows, func(c contract) bool {
			_, err := strconv.ParseFloat(c.attributes[name], 64)
			return err != nil
		})
	}
	err := s.Write(ctx, func(tx *store.Tx) error {
		err := tx.Append(ctx, "customer_rows", func(a *store.Appender) error {
			for line, c := range rows {
				if err := a.Row(int32(0), int64(line), c.id, nil, nil, nil, c.churned, number(c.tenure), amount(c.monthly), amount(c.total), nil, nil); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		err = tx.Append(ctx, "attribute_rows", func(a *store.Appender) error {
			for line, c := range rows {
				for i, name := range names {
					var n any
					if f, err := strconv.ParseFloat(c.attributes[name], 64); err == nil && numeric[name] {
						n = f
					}
					if err := a.Row(int32(0), int64(line), c.id, name, int32(i), c.attributes[name], n); err != nil {
						return err
					}
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
	return s
}

func number(f *float64) any {
	if f == nil {
		return nil
	}
	return *f
}

func amount(f *float64) any {
	if f == nil {
		return nil
	}
	return store.Decimal(engine.MoneyOf(*f))
}

func telco(t testing.TB) *store.Store {
	t.Helper()
	f, err := os.Open(storetest.Shared(t, "data/churn/telco_ibm_v1.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	table, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	head, names := table[0], []string{}
	for _, h := range head {
		if !slices.Contains([]string{"customerID", "tenure", "MonthlyCharges", "TotalCharges", "Churn"}, h) {
			names = append(names, h)
		}
	}
	names = append(names, "Status", "Row", "Charges")
	var rows []contract
	for i, row := range table[1:] {
		c := contract{attributes: map[string]string{}}
		for k, h := range head {
			v := strings.TrimSpace(row[k])
			f, err := strconv.ParseFloat(v, 64)
			switch {
			case h == "customerID":
				c.id = v
			case h == "Churn":
				c.churned = v == "Yes"
			case h == "tenure" && err == nil:
				c.tenure = &f
			case h == "MonthlyCharges" && err == nil:
				c.monthly = &f
				c.attributes["Charges"] = v
			case h == "TotalCharges" && err == nil:
				c.total = &f
			default:
				c.attributes[h] = v
			}
		}
		c.attributes["Row"] = strconv.Itoa(i)
		c.attributes["Status"] = map[bool]string{true: "Churned", false: "Stayed"}[c.churned]
		rows = append(rows, c)
	}
	return contracts(t, names, rows)
}

// Numbers: /shared/data/README.md, recomputed there from the file: 1,869 of 7,043
// left, who paid 139,130.85 a month; churn by contract 42.71, 11.27 and 2.83 %.
func TestDescribe_TelcoMeetsThePublishedNumbers(t *testing.T) {
	s := telco(t)
	d, lab, err := churn.Decide(context.Background(), s, churn.Options{AsOf: engine.NoDay})
	if err != nil || d.Business != churn.Contractual || d.WindowDays != 0 || d.AsOf != engine.NoDay || lab.Suggested != 0 {
		t.Fatalf("%+v, %v", d, err)
	}
	got, err := describe.Describe(context.Background(), s, d, describe.Margin{Rate: 0.3, Source: describe.MarginAssumed})
	if err != nil {
		t.Fatal(err)
	}
	addsUp(t, got)
	if c := got.Rates.Churn; c.Events != 1869 || c.Base != 7043 || got.Rates.Recovery.Value.Defined() {
		t.Errorf("rates %+v", got.Rates)
	}
	if l := got.Loss; l.Revenue != 12*engine.MoneyOf(139130.85) || l.Customers != 1869 || l.Basis != describe.BasisMonthly {
		t.Errorf("loss %+v", l)
	}
	byName := map[string]describe.Attribute{}
	for _, a := range got.Attributes {
		byName[a.Name] = a
		t.Logf("%-20s %.3f %s", a.Name, a.Spread, labels(a))
	}
	for i, want := range []float64{0.4271, 0.1127, 0.0283} { // levels from the most to the least frequent: Month-to-month, Two year, One year
		name := []string{"Month-to-month", "One year", "Two year"}[i]
		k := slices.IndexFunc(byName["Contract"].Levels, func(l describe.Level) bool { return l.Label == name })
		if k < 0 {
			t.Fatalf("no level %s in %s", name, labels(byName["Contract"]))
		}
		churntest.Near(t, name, float64(byName["Contract"].Levels[k].Rate.Value), want, 0.002)
	}
	if _, found := byName["Row"]; found {
		t.Error("a row number is described as an attribute")
	}
	if !slices.Equal(got.OutcomeColumns, []string{"Status"}) {
		t.Errorf("outcome columns %v", got.OutcomeColumns)
	}
	if n := len(byName["Charges"].Levels); n != 5 {
		t.Errorf("%d bands of charges: %s", n, labels(byName["Charges"]))
	}
	if !slices.IsSortedFunc(got.Attributes, func(a, b describe.Attribute) int { return cmp.Compare(b.Spread, a.Spread) }) {
		t.Error("attributes are not sorted by spread")
	}
}

func labels(a describe.Attribute) string {
	var out []string
	for _, l := range a.Levels {
		out = append(out, l.Label+" "+strconv.FormatFloat(float64(l.Rate.Value), 'f', 3, 64))
	}
	return strings.Join(out, " | ")
}

func TestDescribe_ContractWithoutAmountsHasNoValueTiers(t *testing.T) {
	rows := []contract{}
	for i := range 40 {
		rows = append(rows, contract{id: strconv.Itoa(i), churned: i%4 == 0, attributes: map[string]string{}})
	}
	s := contracts(t, nil, rows)
	d, _, err := churn.Decide(context.Background(), s, churn.Options{AsOf: engine.NoDay})
	if err != nil {
		t.Fatal(err)
	}
	got, err := describe.Describe(context.Background(), s, d, describe.Margin{Rate: 0.3})
	if err != nil {
		t.Fatal(err)
	}
	if got.Loss.Basis != describe.BasisNone || len(got.ValueTiers) != 0 || got.Loss.TopShare.Defined() || got.Loss.Customers != 10 {
		t.Errorf("loss %+v, tiers %+v", got.Loss, got.ValueTiers)
	}
	if g := got.Stages[len(got.Stages)-1]; g.Key != "unknown" || g.Customers != 10 {
		t.Errorf("stages %+v", got.Stages)
	}
}

func TestDescribe_ContractFallsBackToTotalOverTenure(t *testing.T) {
	f := func(x float64) *float64 { return &x }
	s := contracts(t, nil, []contract{
		{id: "a", churned: true, tenure: f(6), total: f(600)},   // 1,200 a year
		{id: "b", churned: true, tenure: f(24), total: f(1200)}, // 600 a year
		{id: "c", churned: true, tenure: f(0), total: f(50)},    // no month yet: not known
		{id: "d", churned: false, tenure: f(30), total: f(9000)},
	})
	d, _, err := churn.Decide(context.Background(), s, churn.Options{AsOf: engine.NoDay})
	if err != nil {
		t.Fatal(err)
	}
	got, err := describe.Describe(context.Background(), s, d, describe.Margin{Rate: 0.5})
	if err != nil {
		t.Fatal(err)
	}
	addsUp(t, got)
	if got.Loss.Revenue != engine.MoneyOf(1800) || got.Loss.Margin != engine.MoneyOf(900) || got.Loss.Basis != describe.BasisTotal {
		t.Errorf("loss %+v", got.Loss)
	}
	want := map[string]int64{"tenure_0_6": 2, "tenure_7_24": 1, "tenure_25": 0}
	for _, g := range got.TimeBands {
		if g.Customers != want[g.Key] {
			t.Errorf("%s: %d customers", g.Key, g.Customers)
		}
	}
}
