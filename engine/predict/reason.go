package predict

import (
	"cmp"
	"context"
	"math"
	"slices"

	"huiliu/engine/feature"
	"huiliu/engine/learn"
	"huiliu/engine/stat"
)

// Units of reasons besides those of features.
const (
	unitMonths = "months"
	unitNumber = "number"
)

// unitOf is the unit of a column: of a feature, of the contract table, else a number.
func unitOf(name string) string {
	for _, info := range feature.Catalogue() {
		if info.Name == name {
			return string(info.Unit)
		}
	}
	switch name {
	case colTenure:
		return unitMonths
	case colMonthly, colTotal:
		return string(feature.Money)
	}
	return unitNumber
}

const (
	maxReasons = 3
	minReasons = 2
)

// theme gathers features that say the same thing to a shop owner; several of them in
// one list of reasons would only repeat it.
type theme struct {
	sources []string
	shown   string // the feature whose value is shown
	// low and high are the codes for a value below or above the usual one; "" says
	// there are no plain words for it and the next reason is taken.
	low, high string
}

func themes() []theme {
	return []theme{
		{[]string{"silence_days"}, "silence_days", "", "long_silence"},
		{[]string{"overdue", "mean_gap", "median_gap", "last_gap", "first_gap", "gap_cv", "silence_z", "silence_record"}, "overdue", "", "overdue"},
		{[]string{"slope", "purchase_days_30", "purchase_days_90", "purchase_change", "monthly_slope", "amount_90", "amount_change"},
			"purchase_days_90", "falling", ""},
		{[]string{"purchase_days", "purchase_days_180", "purchase_days_365", "active_months", "products"}, "purchase_days", "few_purchases", ""},
		{[]string{"amount", "amount_365", "mean_amount", "last_amount", "max_amount", "first_amount"}, "amount_365", "small_spend", ""},
		{[]string{"tenure_days", "joined_days"}, "tenure_days", "new_customer", ""},
		{[]string{"coupon_share", "coupon_change"}, "coupon_share", "", "coupon"},
		{[]string{"discount_share", "discount_change", "first_discount"}, "discount_share", "", "discount"},
		{[]string{"refund_share", "refunds_365", "refund_days"}, "refund_share", "", "refunds"},
		{[]string{"late_share", "late_last", "delay_days"}, "late_share", "", "late_delivery"},
		{[]string{"tickets_90", "tickets_30", "tickets_365", "ticket_days"}, "tickets_90", "", "tickets"},
		{[]string{"categories", "category_concentration", "top_category_share"}, "categories", "few_categories", ""},
		{[]string{colTenure}, colTenure, "short_tenure", ""},
		{[]string{colMonthly}, colMonthly, "", "high_monthly"},
		{[]string{colTotal}, colTotal, "", ""},
	}
}

// explainer finds the reasons of one customer. The usual value is the median of
// everyone still here.
type explainer struct {
	in     *scoring
	usual  map[string]float64
	themes []theme
	of     map[string]int // theme of a column; attributes are a theme each
	// parts are the contributions of the columns to the score of a row; nil for a rule and
	// for a model whose scores cannot be split exactly.
	parts   map[int][]float64
	columns []string // of parts
}

func newExplainer(ctx context.Context, in *scoring, rows []int) (*explainer, error) {
	e := &explainer{in: in, usual: map[string]float64{}, of: map[string]int{}, themes: themes()}
	for k, t := range e.themes {
		for _, s := range t.sources {
			e.of[s] = k
		}
	}
	for j := range in.here.Columns {
		c := &in.here.Columns[j]
		if _, ok := e.of[c.Name]; !ok {
			e.of[c.Name] = len(e.themes)
			e.themes = append(e.themes, ownTheme(c.Name))
		}
		if c.Text == nil {
			e.usual[c.Name] = median(at(c.Number, in.rows))
		}
	}
	return e, e.split(ctx, rows)
}

// ownTheme is that of a column no theme names: an attribute of the customer table
// speaks for itself, the other features have no plain words.
func ownTheme(name string) theme {
	if slices.ContainsFunc(feature.Catalogue(), func(f feature.Info) bool { return f.Name == name }) {
		return theme{[]string{name}, name, "", ""}
	}
	return theme{[]string{name}, name, "attribute_low", "attribute_high"}
}

// split takes the scores of the rows apart where that can be done exactly.
func (e *explainer) split(ctx context.Context, rows []int) error {
	m := e.in.model.model()
	if m == nil || len(rows) == 0 {
		return nil
	}
	parts, ok, err := learn.Explain(ctx, m, e.in.here.Take(rows))
	if err != nil || !ok {
		return err
	}
	e.columns, e.parts = parts.Columns, make(map[int][]float64, len(rows))
	for k, row := range rows {
		e.parts[row] = parts.Row(k)
	}
	return nil
}

func median(x []float64) float64 {
	return stat.Median(slices.DeleteFunc(x, math.IsNaN))
}

// reasons lists what raises this customer's risk above the average, strongest first:
// for the model by its exact contributions to the log odds, added up per theme; for
// a rule by the customer's own habit. Two facts about the habit stand in when
// there is nothing of the kind.
func (e *explainer) reasons(row int) []Reason {
	var out []Reason
	if e.parts != nil {
		out = e.fromModel(row)
	} else {
		out = e.fromHabit(row)
	}
	for _, r := range e.facts(row) {
		if len(out) >= minReasons {
			break
		}
		out = addNew(out, r)
	}
	return out[:min(len(out), maxReasons)]
}

func (e *explainer) fromModel(row int) []Reason {
	weight := e.weights(row)
	order := all(len(weight))
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(weight[b], weight[a]), cmp.Compare(a, b)) })
	var out []Reason
	for _, k := range order {
		if weight[k] <= 0 || len(out) == maxReasons {
			break
		}
		out = e.add(out, e.themes[k], row)
	}
	return out
}

// weights are the contributions of the themes to a customer's score; with the
// model's base they add up to it.
func (e *explainer) weights(row int) []float64 {
	weight := make([]float64, len(e.themes))
	for k, c := range e.parts[row] {
		weight[e.of[e.columns[k]]] += c
	}
	return weight
}

// add appends what a theme says, if it says anything new.
func (e *explainer) add(out []Reason, t theme, row int) []Reason {
	if r, ok := e.say(t, row); ok {
		return addNew(out, r)
	}
	return out
}

// addNew appends a reason unless there is one about the same subject already.
func addNew(out []Reason, r Reason) []Reason {
	for _, o := range out {
		if subject(o.Code) == subject(r.Code) && o.Name == r.Name {
			return out
		}
	}
	return append(out, r)
}

// subject is what a code talks about.
func subject(code string) string {
	switch code {
	case "overdue", "long_silence", "fact_silence_days":
		return "silence_days"
	case "few_purchases", "one_time", "fact_purchase_days":
		return "purchase_days"
	case "short_tenure", "fact_" + colTenure:
		return colTenure
	case "high_monthly", "fact_" + colMonthly:
		return colMonthly
	case "attribute_low", "attribute_high":
		return "attribute"
	}
	return code
}

// fromHabit compares with the customer's own rhythm first, then with everyone,
// whatever the rule.
func (e *explainer) fromHabit(row int) []Reason {
	var out []Reason
	for _, source := range []string{"overdue", "purchase_days_90", colSilence, colPurchaseDays, colTenure, colMonthly} {
		out = e.add(out, e.themes[e.of[source]], row)
	}
	return out
}

// facts are true of everybody, and no alarm.
func (e *explainer) facts(row int) []Reason {
	var out []Reason
	for _, name := range []string{"silence_days", "purchase_days", colTenure, colMonthly} {
		c := e.in.here.Find(name)
		if c != nil && !math.IsNaN(c.Number[row]) {
			out = append(out, Reason{Code: "fact_" + name, Value: c.Number[row], Usual: e.usual[name], Unit: unitOf(name)})
		}
	}
	return out
}

// say puts a theme into a code with its numbers; not ok when the customer's value
// gives no plain sentence in the direction of the risk.
func (e *explainer) say(t theme, row int) (Reason, bool) {
	c := e.in.here.Find(t.shown)
	if c == nil {
		return Reason{}, false
	}
	if c.Text != nil {
		return Reason{Code: "attribute", Name: c.Name, Text: c.Text[row]}, c.Text[row] != "" && t.high != ""
	}
	switch t.shown {
	case "overdue":
		return e.sayOverdue(row)
	case "purchase_days_90":
		return e.sayFalling(row)
	case "purchase_days":
		if c.Number[row] == 1 {
			return Reason{Code: "one_time", Value: 1, Usual: e.usual[c.Name], Unit: unitOf(c.Name)}, true
		}
	}
	r := Reason{Value: c.Number[row], Usual: e.usual[c.Name], Unit: unitOf(c.Name)}
	switch {
	case math.IsNaN(r.Value) || math.IsNaN(r.Usual):
		return r, false
	case clearlyBelow(r.Value, r.Usual):
		r.Code = t.low
	case clearlyBelow(r.Usual, r.Value):
		r.Code = t.high
	}
	if r.Code == "attribute_low" || r.Code == "attribute_high" {
		r.Name = c.Name
	}
	return r, r.Code != ""
}

// clearlyBelow keeps reasons out that nobody would call a difference: it asks for at
// most two thirds.
func clearlyBelow(a, b float64) bool { return a >= 0 && a < b && 3*a <= 2*b }

// sayOverdue compares the silence with the customer's own mean gap.
func (e *explainer) sayOverdue(row int) (Reason, bool) {
	silence, gap := e.in.here.Find("silence_days").Number[row], e.in.here.Find("mean_gap").Number[row]
	if math.IsNaN(gap) { // bought on one day only: there is no rhythm
		return Reason{Code: "one_time", Value: 1, Usual: e.usual["purchase_days"], Unit: string(feature.Count)}, true
	}
	return Reason{Code: "overdue", Value: silence, Usual: math.Round(gap), Unit: string(feature.Days)}, silence > gap
}

// shortTerm and longTerm are the spans in days whose pace "falling" compares.
const (
	shortTerm = 90
	longTerm  = 365
)

// sayFalling compares the last 90 days with what the customer's own pace of the last
// 365 days makes of 90; only someone known for longer than that can slow down.
func (e *explainer) sayFalling(row int) (Reason, bool) {
	get := func(name string) float64 { return e.in.here.Find(name).Number[row] }
	known := math.Min(longTerm, get("tenure_days")+1)
	r := Reason{Code: "falling", Value: get("purchase_days_90"), Unit: string(feature.Count)}
	r.Usual = get("purchase_days_365") * shortTerm / known
	return r, known > shortTerm && clearlyBelow(r.Value, r.Usual) && get("purchase_days") > 1
}
