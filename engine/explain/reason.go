package explain

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"huiliu/engine/learn"
	"huiliu/engine/stat"
)

// Reason is one reason in words: watch.reason.<Code> with {value} and {usual}. It says
// what goes together with a high score, never what caused it.
type Reason struct {
	Code  string  `json:"code"`
	Value float64 `json:"value"`
	Usual float64 `json:"usual"`
	// Unit of Value and Usual: days, count, money, ratio, score, months or number.
	Unit string `json:"unit"`
	// Name and Text are the header and cell of a customer attribute, for codes
	// "attribute…", or the feature (feature.<Name>) and its word, for codes "feature…".
	Name string `json:"name,omitempty"`
	Text string `json:"text,omitempty"`
}

// Trait is what a speaker must know of a column.
type Trait struct {
	Unit string
	// Act says that a shop can do something about it (a late delivery, a refund), and
	// not only look on (a short acquaintance).
	Act bool
	// Feature: the column is one of the catalogue and has words; else it is a customer
	// attribute and its name a header of the file.
	Feature bool
}

// Columns of the contract table that are not attributes.
const (
	colTenure  = "tenure_months"
	colMonthly = "monthly_amount"
	colTotal   = "total_amount"
)

const (
	maxReasons = 3
	minReasons = 2
	// actShare is the share of the strongest reason from which one that a shop can act
	// on is said first.
	actShare = 0.25
)

// Actionable tells which features of the catalogue a shop can do something about: what
// it delivers, charges, gives back and answers, not how the customer is.
func Actionable(feature string) bool {
	for _, start := range []string{"coupon_", "discount_", "refund", "cancelled_", "late_", "delay_", "ticket", "survey_", "contact", "categories", "price_", "gone_"} {
		if strings.HasPrefix(feature, start) {
			return true
		}
	}
	return false
}

// theme gathers columns that say the same thing to a shop owner; several of them in
// one list of reasons would only repeat it.
type theme struct {
	sources []string
	shown   string // the column whose value is shown
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

// Codes lists all codes of reasons.
func Codes() []string {
	out := []string{"one_time", "attribute", "attribute_low", "attribute_high", "feature", "feature_low", "feature_high"}
	for _, name := range factColumns() {
		out = append(out, "fact_"+name)
	}
	for _, t := range themes() {
		for _, c := range []string{t.low, t.high} {
			if c != "" {
				out = append(out, c)
			}
		}
	}
	return out
}

// factColumns are those everybody has a fact of.
func factColumns() []string { return []string{"silence_days", "purchase_days", colTenure, colMonthly} }

// Speaker finds the reasons of single customers. The usual value is the median of
// everyone still here.
type Speaker struct {
	here   *learn.Frame
	trait  func(column string) Trait
	usual  map[string]float64
	themes []theme
	of     map[string]int // theme of a column; columns without one are a theme each
	topic  []int          // of a theme: themes with columns of one block share it
}

// NewSpeaker gets the frame customers are in, the rows of those still here and the
// blocks of its columns; trait says what a column is.
func NewSpeaker(here *learn.Frame, rows []int, blocks []Block, trait func(column string) Trait) *Speaker {
	s := &Speaker{here: here, trait: trait, usual: map[string]float64{}, of: map[string]int{}, themes: themes()}
	for k, t := range s.themes {
		for _, source := range t.sources {
			s.of[source] = k
		}
	}
	for j := range here.Columns {
		c := &here.Columns[j]
		if _, ok := s.of[c.Name]; !ok {
			kind := "attribute"
			if trait(c.Name).Feature {
				kind = "feature"
			}
			s.of[c.Name] = len(s.themes)
			s.themes = append(s.themes, theme{[]string{c.Name}, c.Name, kind + "_low", kind + "_high"})
		}
		if c.Text == nil {
			s.usual[c.Name] = medianOf(c.Number, rows)
		}
	}
	s.join(blocks)
	return s
}

func medianOf(x []float64, rows []int) float64 {
	known := make([]float64, 0, len(rows))
	for _, i := range rows {
		if !math.IsNaN(x[i]) {
			known = append(known, x[i])
		}
	}
	return stat.Median(known)
}

// join gives the themes of one block one topic.
func (s *Speaker) join(blocks []Block) {
	s.topic = make([]int, len(s.themes))
	for k := range s.topic {
		s.topic[k] = k
	}
	for _, b := range blocks {
		for _, column := range b.Columns[1:] {
			from, to := s.topic[s.of[column]], s.topic[s.of[b.Columns[0]]]
			for k, t := range s.topic {
				if t == from {
					s.topic[k] = to
				}
			}
		}
	}
}

// FromModel lists what raises a customer's score above the average by the exact
// contributions of the columns, added up per block: what a shop can act on first,
// then by size. Two facts about the habit stand in when there is nothing of the kind.
func (s *Speaker) FromModel(row int, columns []string, parts []float64) []Reason {
	own, total := make([]float64, len(s.themes)), make([]float64, len(s.themes))
	for k, v := range parts {
		t := s.of[columns[k]]
		own[t] += v
		total[s.topic[t]] += v
	}
	order := make([]int, len(s.themes))
	for k := range order {
		order[k] = k
	}
	slices.SortFunc(order, func(a, b int) int { // by topic, then by what the theme adds itself
		return cmp.Or(cmp.Compare(total[s.topic[b]], total[s.topic[a]]), cmp.Compare(s.topic[a], s.topic[b]),
			cmp.Compare(own[b], own[a]), cmp.Compare(a, b))
	})
	type said struct {
		Reason
		weight float64
		act    bool
	}
	var list []said
	spoken := map[int]bool{}
	for _, k := range order {
		at := s.topic[k]
		if total[at] <= 0 || spoken[at] || own[k] <= 0 {
			continue
		}
		if r, ok := s.say(s.themes[k], row); ok {
			spoken[at] = true
			list = append(list, said{r, total[at], s.trait(s.themes[k].shown).Act})
		}
	}
	top := 0.0
	if len(list) > 0 {
		top = list[0].weight
	}
	slices.SortStableFunc(list, func(a, b said) int {
		first := func(x said) int {
			if x.act && x.weight >= actShare*top {
				return 0
			}
			return 1
		}
		return cmp.Compare(first(a), first(b))
	})
	var out []Reason
	for _, x := range list {
		if len(out) < maxReasons {
			out = addNew(out, x.Reason)
		}
	}
	return s.complete(out, row)
}

// FromHabit compares with the customer's own rhythm first, then with everyone,
// whatever the rule.
func (s *Speaker) FromHabit(row int) []Reason {
	var out []Reason
	for _, source := range []string{"overdue", "purchase_days_90", "silence_days", "purchase_days", colTenure, colMonthly} {
		if r, ok := s.say(s.themes[s.of[source]], row); ok {
			out = addNew(out, r)
		}
	}
	return s.complete(out, row)
}

// complete adds facts that are true of everybody, and no alarm, to fewer than two
// reasons.
func (s *Speaker) complete(out []Reason, row int) []Reason {
	for _, name := range factColumns() {
		if len(out) >= minReasons {
			break
		}
		if c := s.here.Find(name); c != nil && !c.Missing(row) {
			out = addNew(out, Reason{Code: "fact_" + name, Value: c.Number[row], Usual: s.usual[name], Unit: s.trait(name).Unit})
		}
	}
	return out[:min(len(out), maxReasons)]
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
	case "feature_low", "feature_high":
		return "feature"
	}
	return code
}
