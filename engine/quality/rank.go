package quality

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"huiliu/engine"
)

// placeBase packs file and line of a row into one number, as the .sql files do.
const placeBase = 1 << 40

// placesOf reads "1099511627778,…".
func placesOf(s string) []int64 {
	var out []int64
	for part := range strings.SplitSeq(s, ",") {
		if n, err := strconv.ParseInt(part, 10, 64); err == nil {
			out = append(out, n)
		}
	}
	return out
}

// rule is what is known of a code.
type rule struct {
	severity Severity
	done     string
	distorts bool // the amount of the rows may be wrong or missing, not only described
}

// rules are all codes of findings; "rejected" stands for rejected.<reason>.
func rules() map[string]rule {
	describes := rule{Note, DoneKept, false}
	wrong, doubtful, odd := rule{Act, DoneKept, true}, rule{Look, DoneKept, true}, rule{Look, DoneKept, false}
	return map[string]rule{
		"missing": describes, "constant": {Note, DoneNothing, false}, "column_stops": odd,
		"no_orders": describes, "no_profile": odd, "stranger": odd,
		"rejected":   {Act, DoneRejected, true},
		"no_amounts": {Act, DoneKept, false}, "zero_amount": describes, "negative_money": odd,
		"outlier_high": doubtful, "outlier_low": describes,
		"unit_slip": wrong, "sum_mismatch": doubtful, "order_total_repeated": wrong,
		"duplicate_rows": doubtful, "duplicate_across_files": wrong, "order_two_files": wrong, "order_two_customers": doubtful,
		"future_date": wrong, "ancient_date": doubtful, "before_joined": odd, "ended_before_joined": odd,
		"gap_in_days": odd, "first_month_cut": {Note, DoneNothing, false}, "last_month_cut": {Note, DoneNothing, false},
		"walk_in": wrong, "test_account": wrong, "huge_buyer": doubtful,
		"refund_unmatched": {Look, DoneNetted, true},
	}
}

// Codes returns the codes of all findings in order.
func Codes() []string { return slices.Sorted(maps.Keys(rules())) }

// order of severities, worst first.
func (s Severity) order() int { return slices.Index([]Severity{Act, Look, Note}, s) }

// effect is the money a finding may distort.
func (f *Finding) effect() engine.Money {
	if f.Amount == nil || !f.distorts {
		return -1
	}
	return *f.Amount
}

// rank sorts by the money that may be wrong; what touches no money comes behind, by
// severity and rows.
func rank(list []Finding) {
	slices.SortStableFunc(list, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(b.effect(), a.effect()), cmp.Compare(a.Severity.order(), b.Severity.order()),
			cmp.Compare(b.Rows, a.Rows), cmp.Compare(a.Role, b.Role), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.From, b.From), cmp.Compare(a.Who, b.Who))
	})
}
