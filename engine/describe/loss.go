package describe

import (
	"cmp"
	"context"
	_ "embed" // the questions are .sql files
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/store"
)

//go:embed sql/lost.sql
var lostSQL string

//go:embed sql/lost_contract.sql
var lostContractSQL string

// Where the yearly revenue of a lost customer comes from (Loss.Basis).
const (
	BasisLastYear = "year_to_last_purchase" // net revenue of the 365 days up to the last purchase day
	BasisMonthly  = "monthly_amount"        // 12 × the monthly amount; total ÷ tenure where it is missing
	BasisTotal    = "total_over_tenure"     // total amount ÷ months of tenure × 12
	BasisNone     = "none"                  // no amounts in the file: revenue and margin are not known
)

// part is one class of one partition of the lost customers.
type part struct {
	partition, class  string
	customers         int64
	revenue, smallest engine.Money
}

// losses are the lost customers and their three partitions.
type losses struct {
	loss                Loss
	time, value, stages []Group
}

func loadLosses(ctx context.Context, r store.Reader, d churn.Definition, m Margin) (losses, error) {
	text, p := lostSQL, d.Silence()
	if d.Business == churn.Contractual {
		text, p = lostContractSQL, d.Ends()
	}
	rows, err := store.All(ctx, r, text, p, func(scan store.Scan, x *part) error {
		return scan(&x.partition, &x.class, &x.customers, &x.revenue, &x.smallest)
	})
	if err != nil {
		return losses{}, err
	}
	parts := map[string]map[string]part{}
	for _, x := range rows {
		if parts[x.partition] == nil {
			parts[x.partition] = map[string]part{}
		}
		parts[x.partition][x.class] = x
	}
	return assemble(parts, d, m), nil
}

func assemble(parts map[string]map[string]part, d churn.Definition, m Margin) losses {
	var whole, top part
	for _, x := range parts["all"] {
		whole = x
	}
	top = parts["top"]["top"]
	out := losses{loss: Loss{
		Customers: whole.customers, Revenue: whole.revenue, Margin: times(whole.revenue, m.Rate),
		MarginRate: engine.Number(m.Rate), MarginSource: m.Source, Basis: whole.class, TopShare: engine.Undefined(),
	}}
	if whole.revenue > 0 {
		out.loss.TopShare = engine.Number(float64(top.revenue) / float64(whole.revenue))
	}
	timeClasses, stageClasses := silenceClasses(d.WindowDays), purchaseClasses()
	if d.Business == churn.Contractual {
		timeClasses, stageClasses = tenureClasses("tenure_0_6", "tenure_7_24", "tenure_25"), tenureClasses("new", "active", "long_standing")
	}
	out.time = groups(timeClasses, parts["time"], out.loss)
	out.stages = groups(stageClasses, parts["stage"], out.loss)
	out.value = []Group{}
	if out.loss.Basis != BasisNone { // without amounts nobody is of high or low value
		out.value = groups(valueClasses(parts["value"]), parts["value"], out.loss)
	}
	return out
}

// class is a class of a partition with its bounds.
type class struct {
	key       string
	low, high float64
}

func silenceClasses(window int) []class {
	w := float64(window)
	return []class{{"recent", w, 2 * w}, {"mid", 2 * w, 3 * w}, {"long", 3 * w, 0}}
}

func purchaseClasses() []class {
	return []class{{"new", 1, 1}, {"active", 2, 4}, {"long_standing", 5, 0}}
}

func tenureClasses(short, middle, long string) []class {
	return []class{{short, 0, 6}, {middle, 6, 24}, {long, 24, 0}, {"unknown", 0, 0}}
}

// valueClasses are bounded by the smallest yearly net revenue of the class and of the
// one above; the bounds do not move with the margin rate.
func valueClasses(parts map[string]part) []class {
	out := []class{{key: "high"}, {key: "medium"}, {key: "low"}}
	above := 0.0
	for i := range out {
		out[i].low, out[i].high = above, above
		if p, ok := parts[out[i].key]; ok {
			out[i].low = p.smallest.Float()
		}
		above = out[i].low
	}
	return out
}

// groups lists every class, empty ones too, except that "unknown" is shown only
// when somebody is in it. The margins add up to the loss.
func groups(classes []class, parts map[string]part, whole Loss) []Group {
	out := make([]Group, 0, len(classes))
	revenues := make([]engine.Money, 0, len(classes))
	for _, c := range classes {
		p := parts[c.key]
		if c.key == "unknown" && p.customers == 0 {
			continue
		}
		out = append(out, Group{Key: c.key, Customers: p.customers, Revenue: p.revenue, Low: c.low, High: c.high})
		revenues = append(revenues, p.revenue)
	}
	for i, v := range apportion(whole.Margin, revenues, float64(whole.MarginRate)) {
		out[i].Margin = v
	}
	return out
}

func times(revenue engine.Money, rate float64) engine.Money {
	return engine.Money(math.Round(float64(revenue) * rate))
}

// apportion is revenue × rate for each part, rounded so that the parts add up to
// whole: everything is rounded down, and the units that are left go to the largest
// remainders, the first part on a tie.
func apportion(whole engine.Money, revenues []engine.Money, rate float64) []engine.Money {
	out := make([]engine.Money, len(revenues))
	order := make([]int, len(revenues))
	rest := make([]float64, len(revenues))
	left := whole
	for i, v := range revenues {
		exact := float64(v) * rate
		out[i], order[i] = engine.Money(math.Floor(exact)), i
		rest[i] = exact - math.Floor(exact)
		left -= out[i]
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rest[b], rest[a]) })
	for k := 0; left > 0 && len(order) > 0; k++ {
		out[order[k%len(order)]]++
		left--
	}
	return out
}
