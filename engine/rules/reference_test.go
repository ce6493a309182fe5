package rules_test

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"huiliu/engine"
	"huiliu/engine/rules"
	"huiliu/engine/stat/reference"
)

// intern numbers names in their order, so that the order of items is that of their names.
func intern(baskets []map[string]bool) (names []string, out [][]int32) {
	all := map[string]bool{}
	for _, b := range baskets {
		maps.Copy(all, b)
	}
	names = slices.Sorted(maps.Keys(all))
	at := map[string]int32{}
	for i, n := range names {
		at[n] = int32(i)
	}
	for _, b := range baskets {
		var t []int32
		for n := range b {
			t = append(t, at[n])
		}
		out = append(out, t)
	}
	return names, out
}

func named(names []string, items []int32) []string {
	var out []string
	for _, i := range items {
		out = append(out, names[i])
	}
	return out
}

// onlineRetail is a basket per invoice: lines sold, with and without a customer.
func onlineRetail(t testing.TB) []map[string]bool {
	t.Helper()
	csv := reference.CSV(t, "data/transactions/online_retail.csv.gz")
	byInvoice := map[string]map[string]bool{}
	for i := range csv.Rows {
		invoice := csv.Get(i, "InvoiceNo")
		quantity, err := strconv.ParseFloat(csv.Get(i, "Quantity"), 64)
		price, err2 := strconv.ParseFloat(csv.Get(i, "UnitPrice"), 64)
		if err != nil || err2 != nil || strings.HasPrefix(invoice, "C") || quantity <= 0 || price <= 0 {
			continue
		}
		if byInvoice[invoice] == nil {
			byInvoice[invoice] = map[string]bool{}
		}
		byInvoice[invoice][csv.Get(i, "StockCode")] = true
	}
	return slices.Collect(maps.Values(byInvoice))
}

func telco(t testing.TB) []map[string]bool {
	t.Helper()
	csv := reference.CSV(t, "data/churn/telco_ibm_v1.csv")
	var out []map[string]bool
	for i := range csv.Rows {
		b := map[string]bool{}
		for _, c := range []string{"gender", "Partner", "Dependents", "InternetService", "OnlineSecurity", "TechSupport", "Contract", "PaperlessBilling", "PaymentMethod", "Churn"} {
			b[c+"="+csv.Get(i, c)] = true
		}
		out = append(out, b)
	}
	return out
}

type want struct {
	Baskets       int
	DistinctItems int            `json:"distinct_items"`
	MinCount      int64          `json:"min_count"`
	BySize        map[string]int `json:"itemsets_by_size"`
	Total         int            `json:"itemsets_total"`
	Rules         int
	TopItemsets   []struct {
		Items []string
		Count int64
	} `json:"top_itemsets"`
	TopRules []struct {
		If, Then                            []string
		Count                               int64
		Support, Confidence, Lift, Leverage float64
		Conviction                          engine.Number
		Fisher                              float64 `json:"fisher_p_greater"`
	} `json:"top_rules_by_lift"`
}

func meets(t *testing.T, item string, baskets []map[string]bool, support, confidence float64) {
	t.Helper()
	var w want
	reference.Item(t, "06b_cluster_rules.json", item, &w)
	names, transactions := intern(baskets)
	least := rules.MinCount(support, len(transactions))
	if len(transactions) != w.Baskets || len(names) != w.DistinctItems || least != w.MinCount {
		t.Fatalf("%d transactions of %d items, at least %d; want %d, %d, %d", len(transactions), len(names), least, w.Baskets, w.DistinctItems, w.MinCount)
	}
	sets := rules.Mine(transactions, rules.Options{MinCount: least})
	bySize := map[string]int{}
	count := map[string]int64{}
	for _, s := range sets {
		bySize[strconv.Itoa(len(s.Items))]++
		count[strings.Join(named(names, s.Items), "+")] = s.Count
	}
	if !maps.Equal(bySize, w.BySize) || len(sets) != w.Total {
		t.Errorf("sets by size %v, want %v", bySize, w.BySize)
	}
	for _, s := range w.TopItemsets {
		if got := count[strings.Join(s.Items, "+")]; got != s.Count {
			t.Errorf("%v: %d, want %d", s.Items, got, s.Count)
		}
	}
	list := all(sets, int64(len(transactions)), confidence)
	if len(list) != w.Rules {
		t.Errorf("%d rules, want %d", len(list), w.Rules)
	}
	tol := reference.Tolerance{Type: "relative", Value: 1e-9}
	at := map[string]int{}
	for i, r := range list {
		at[strings.Join(named(names, r.If), "+")+"→"+strings.Join(named(names, r.then), "+")] = i
	}
	for i, r := range w.TopRules {
		// Among equal lifts the reference's order hangs on the last digit of a float.
		tol.Near(t, "lift at the same place", float64(list[i].Lift()), r.Lift)
		k, ok := at[strings.Join(r.If, "+")+"→"+strings.Join(r.Then, "+")]
		if !ok || list[k].Count != r.Count {
			t.Errorf("rule %v → %v in %d is missing", r.If, r.Then, r.Count)
			continue
		}
		got := list[k]
		tol.Near(t, "support", float64(got.Support()), r.Support)
		tol.Near(t, "confidence", float64(got.Confidence()), r.Confidence)
		tol.Near(t, "lift", float64(got.Lift()), r.Lift)
		tol.Near(t, "leverage", float64(got.Leverage()), r.Leverage)
		if got.Conviction().Defined() != r.Conviction.Defined() {
			t.Errorf("conviction %v, want %v", got.Conviction(), r.Conviction)
		} else if r.Conviction.Defined() {
			tol.Near(t, "conviction", float64(got.Conviction()), float64(r.Conviction))
		}
		if p := got.P(); p > 1e-100 && r.Fisher == 0 || p == 0 && r.Fisher > 1e-300 {
			t.Errorf("Fisher %v, want %v", p, r.Fisher)
		} else if r.Fisher > 0 {
			reference.Tolerance{Type: "relative", Value: 1e-7}.Near(t, "Fisher", p, r.Fisher)
		}
	}
}

// split is a rule of a frequent set, its measures the product's.
type split struct {
	rules.Rule
	then []int32
}

// all are the rules of every split of the sets in two with at least the confidence.
func all(sets []rules.Set, n int64, confidence float64) []split {
	count := map[string]int64{}
	for _, s := range sets {
		count[fmt.Sprint(s.Items)] = s.Count
	}
	var out []split
	for _, s := range sets {
		for mask := 1; mask < 1<<len(s.Items)-1; mask++ {
			r := split{Rule: rules.Rule{Count: s.Count, N: n}}
			for i, item := range s.Items {
				if mask>>i&1 == 1 {
					r.If = append(r.If, item)
				} else {
					r.then = append(r.then, item)
				}
			}
			r.CountIf, r.Marked = count[fmt.Sprint(r.If)], count[fmt.Sprint(r.then)]
			if float64(r.Count) >= confidence*float64(r.CountIf) {
				out = append(out, r)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b split) int { return cmp.Compare(b.Lift(), a.Lift()) })
	return out
}

func TestMine_OnlineRetailAtTwoPercentEqualsReference(t *testing.T) {
	meets(t, "online_retail_2pct_rules", onlineRetail(t), 0.02, 0.3)
}

func TestMine_OnlineRetailAtOnePercentEqualsReference(t *testing.T) {
	meets(t, "online_retail_1pct_rules", onlineRetail(t), 0.01, 0.3)
}

func TestMine_TelcoAttributesEqualReference(t *testing.T) {
	meets(t, "telco_attributes_rules", telco(t), 0.15, 0.5)
}

func BenchmarkMineOnlineRetail(b *testing.B) {
	_, transactions := intern(onlineRetail(b))
	least := rules.MinCount(0.01, len(transactions))
	for b.Loop() {
		rules.Mine(transactions, rules.Options{MinCount: least})
	}
}
