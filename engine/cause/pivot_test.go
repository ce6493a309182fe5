package cause_test

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"huiliu/engine"
	"huiliu/engine/cause"
	"huiliu/engine/churn"
	"huiliu/engine/ingest"
	"huiliu/engine/stat/reference"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

// telco loads tables of the telco data with columns meant as a person may choose.
func telco(t *testing.T, choice map[string]ingest.Field, names ...string) *store.Store {
	t.Helper()
	s, ctx := storetest.Open(t), context.Background()
	for _, name := range names {
		sources, err := ingest.Sniff(ctx, storetest.Shared(t, "data/churn/telco_ibm_"+name+".xlsx"), engine.NoProgress{})
		if err != nil {
			t.Fatal(err)
		}
		for i := range sources {
			for j := range sources[i].Mapping.Columns {
				c := &sources[i].Mapping.Columns[j]
				if f, ok := choice[c.Header]; ok {
					c.Field = f
				}
			}
		}
		if _, err := ingest.Load(ctx, s, sources, time.Unix(0, 0), engine.NoProgress{}); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// amount is what a column of money adds up to in the row of a reason.
func amount(t *testing.T, p *cause.Pivots, column, reason string) float64 {
	t.Helper()
	var total engine.Money
	found := false
	for _, a := range p.Amounts {
		if a.Column != column {
			continue
		}
		for i, r := range p.Rows {
			if r.Text == reason {
				total, found = total+a.Sums[i], true
			}
		}
	}
	if !found {
		t.Fatalf("no %s of %q in %+v", column, reason, p.Amounts)
	}
	return total.Float()
}

// count is how many of the row of a reason have a word in a column.
func count(p *cause.Pivots, column, reason, word string) (n int64) {
	for _, g := range p.Groups {
		for j, level := range g.Levels {
			for i, r := range p.Rows {
				if g.Column == column && level == word && r.Text == reason {
					n += g.Counts[i][j]
				}
			}
		}
	}
	return n
}

func same(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9*math.Abs(want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// reference/08_text_reasons.json, telco_reasons: every figure of every reason.
func TestPivots_TelcoReasonsEqualTheReference(t *testing.T) {
	var want struct {
		Churned    int64
		WithReason int64   `json:"with_reason"`
		Monthly    float64 `json:"monthly_lost"`
		Rows       []struct {
			Reason    string `json:"Churn Reason"`
			Customers int64
			Monthly   float64
			Total     float64
			CLTV      float64
			Share     float64
		}
	}
	reference.Item(t, "08_text_reasons.json", "telco_reasons", &want)
	s := telco(t, map[string]ingest.Field{"CLTV": ingest.FieldAttribute}, "reasons")
	res := analyse(t, s, churn.Definition{Business: churn.Contractual, AsOf: engine.NoDay}, 1)
	p := &res.Pivots
	var reasons, customers int64
	for _, i := range p.Reasons() {
		reasons++
		customers += p.Rows[i].Customers
	}
	if res.Lost != want.Churned || customers != want.WithReason || reasons != 20 || len(want.Rows) != 20 {
		t.Errorf("%d lost, %d with one of %d reasons", res.Lost, customers, reasons)
	}
	var monthly float64
	for _, w := range want.Rows {
		same(t, w.Reason+" monthly", amount(t, p, cause.MonthlyAmount, w.Reason), w.Monthly)
		same(t, w.Reason+" total", amount(t, p, cause.TotalAmount, w.Reason), w.Total)
		same(t, w.Reason+" cltv", amount(t, p, "CLTV", w.Reason), w.CLTV)
		at := slices.IndexFunc(p.Rows, func(r cause.PivotRow) bool { return r.Text == w.Reason })
		if p.Rows[at].Customers != w.Customers {
			t.Errorf("%s: %d customers, want %d", w.Reason, p.Rows[at].Customers, w.Customers)
		}
		same(t, w.Reason+" share", float64(p.Rows[at].Customers)/float64(res.Lost), w.Share)
		monthly += amount(t, p, cause.MonthlyAmount, w.Reason)
	}
	same(t, "monthly lost", monthly, want.Monthly)
	wholes(t, &res)
}

// reference/08_text_reasons.json, telco_categories: the status and services tables joined, with
// the column of categories taken for the reason and reasons and CLTV kept, as a person may choose.
func TestPivots_TelcoCategoriesEqualTheReference(t *testing.T) {
	var want struct {
		Joined  int64
		Churned int64
		Rows    []struct {
			Category  string `json:"Churn Category"`
			Customers int64
			Monthly   float64
			Revenue   float64
			CLTV      float64
			Share     float64
		}
		Monthly    float64 `json:"monthly_lost"`
		ByContract []struct {
			Category string `json:"Churn Category"`
			Contract string
			N        int64
		} `json:"category_by_contract"`
		Reasons []struct {
			Category string `json:"Churn Category"`
			Reason   string `json:"Churn Reason"`
			N        int64
		} `json:"reasons_in_category"`
	}
	reference.Item(t, "08_text_reasons.json", "telco_categories", &want)
	s := telco(t, map[string]ingest.Field{"Churn Category": ingest.FieldReason, "Churn Reason": ingest.FieldAttribute, "CLTV": ingest.FieldAttribute}, "status", "services")
	res := analyse(t, s, churn.Definition{Business: churn.Contractual, AsOf: engine.NoDay}, 1)
	p := &res.Pivots
	var joined int64
	if err := store.Query(context.Background(), s, "SELECT count(*) FROM contracts()", nil, func(scan store.Scan) error { return scan(&joined) }); err != nil {
		t.Fatal(err)
	}
	if res.Lost != want.Churned || len(want.Rows) != 5 || len(want.ByContract) != 15 || len(want.Reasons) != 21 || joined != want.Joined {
		t.Errorf("%d lost of %d; %d, %d, %d", res.Lost, joined, len(want.Rows), len(want.ByContract), len(want.Reasons))
	}
	monthly := 0.0
	for _, w := range want.Rows {
		same(t, w.Category+" monthly", amount(t, p, cause.MonthlyAmount, w.Category), w.Monthly)
		monthly += w.Monthly
		at := slices.IndexFunc(p.Rows, func(r cause.PivotRow) bool { return r.Text == w.Category })
		if p.Rows[at].Customers != w.Customers {
			t.Errorf("%s: %d customers, want %d", w.Category, p.Rows[at].Customers, w.Customers)
		}
		same(t, w.Category+" share", float64(p.Rows[at].Customers)/float64(res.Lost), w.Share)
		same(t, w.Category+" revenue", amount(t, p, "Total Revenue", w.Category), w.Revenue)
		same(t, w.Category+" cltv", amount(t, p, "CLTV", w.Category), w.CLTV)
	}
	same(t, "monthly lost", float64(res.LostMargin.Float())/12, want.Monthly)
	same(t, "monthly of the rows", monthly, want.Monthly)
	for _, w := range want.ByContract {
		if n := count(p, "Contract", w.Category, w.Contract); n != w.N {
			t.Errorf("%s × %s: %d, want %d", w.Category, w.Contract, n, w.N)
		}
	}
	for _, w := range want.Reasons {
		if n := count(p, "Churn Reason", w.Category, w.Reason); n != w.N {
			t.Errorf("%s × %s: %d, want %d", w.Category, w.Reason, n, w.N)
		}
	}
	wholes(t, &res)
}

// wholes checks that the parts of every pivot add up, with small groups put together as well.
func wholes(t *testing.T, res *cause.Result) {
	t.Helper()
	p := &res.Pivots
	var lost int64
	for _, i := range p.Whole() {
		lost += p.Rows[i].Customers
	}
	if lost != res.Lost {
		t.Errorf("%d of %d lost in the rows", lost, res.Lost)
	}
	for k := range p.Groups {
		for _, c := range []cause.Cross{p.Groups[k], p.Shown(k)} {
			for i, row := range c.Counts {
				var n int64
				for _, v := range row {
					n += v
				}
				if n != p.Rows[i].Customers {
					t.Errorf("%s: %d of %d customers of %v", c.Column, n, p.Rows[i].Customers, p.Rows[i])
				}
			}
		}
		shown := p.Shown(k)
		for j, level := range shown.Levels {
			var n int64
			for _, i := range p.Whole() {
				n += shown.Counts[i][j]
			}
			if n < engine.SmallBase && level != cause.OtherValues {
				t.Errorf("%s %s: %d stand alone", shown.Column, level, n)
			}
		}
	}
	of := map[string]int64{}
	for _, g := range p.Compare(6) {
		of[g.Column] += g.Rate.Events
		if g.Rate.Base+g.Others.Base != res.Lost {
			t.Errorf("%+v", g)
		}
	}
	for column, n := range of {
		if n != res.Lost {
			t.Errorf("%s: %d of %d", column, n, res.Lost)
		}
	}
}

// Columns of money are told by their headers: an average, a rate or an age is not added up.
func TestPivots_AddUpOnlyMoney(t *testing.T) {
	s, ctx := storetest.Open(t), context.Background()
	r := rand.New(rand.NewPCG(3, 4))
	err := s.Write(ctx, func(tx *store.Tx) error {
		err := tx.Append(ctx, "customer_rows", func(a *store.Appender) error {
			for i := range 90 {
				if err := a.Row(int32(0), int64(i), "k"+strconv.Itoa(i), nil, nil, nil, i < 60, nil, nil, nil, []any{"太贵", "送货太慢"}[i%2], nil); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		err = tx.Append(ctx, "attribute_rows", func(a *store.Appender) error {
			for i := range 90 {
				for j, name := range []string{"累计消费", "平均消费", "Income", "Age", "城市"} {
					value, number := strconv.Itoa(i), any(float64(i)+0.25)
					if name == "城市" {
						value, number = []string{"上海", "北京"}[r.IntN(2)], nil
					}
					if err := a.Row(int32(0), int64(i), "k"+strconv.Itoa(i), name, int32(j), value, number); err != nil {
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
	res := analyse(t, s, churn.Definition{Business: churn.Contractual, AsOf: engine.NoDay}, 1)
	var got []string
	for _, a := range res.Pivots.Amounts {
		got = append(got, a.Column)
	}
	if !slices.Equal(got, []string{"累计消费", "Income"}) || len(res.Pivots.Groups) != 1 || res.Pivots.Groups[0].Column != "城市" {
		t.Errorf("%v, %+v", got, res.Pivots.Groups)
	}
	if want := 59*60/2 + 60*0.25; amount(t, &res.Pivots, "Income", "太贵")+amount(t, &res.Pivots, "Income", "送货太慢") != want {
		t.Errorf("%+v, want %v", res.Pivots.Amounts, want)
	}
	wholes(t, &res)
}
