package explain

import (
	"math"
	"slices"
	"testing"

	"huiliu/engine/learn"
)

func traits(column string) Trait {
	return Trait{Unit: map[string]string{"silence_days": "days", "refund_share": "ratio", "amount_365": "money"}[column],
		Act: column == "refund_share", Feature: column != "region"}
}

func shop() *learn.Frame {
	return &learn.Frame{Rows: 3, Columns: []learn.Column{
		{Name: "silence_days", Number: []float64{100, 5, 6}}, {Name: "mean_gap", Number: []float64{10, 10, 10}},
		{Name: "overdue", Number: []float64{10, 0.5, 0.6}}, {Name: "purchase_days", Number: []float64{31, 40, 40}},
		{Name: "purchase_days_90", Number: []float64{0, 8, 8}}, {Name: "purchase_days_365", Number: []float64{31, 31, 31}},
		{Name: "tenure_days", Number: []float64{400, 400, 400}}, {Name: "amount_365", Number: []float64{100, 900, 800}},
		{Name: "refund_share", Number: []float64{0.4, 0.1, 0.1}}, {Name: "lines_per_day", Number: []float64{9, 3, 3}},
		{Name: "region", Text: []string{"北方", "", "南方"}},
	}}
}

func codes(list []Reason) []string {
	var out []string
	for _, r := range list {
		out = append(out, r.Code)
	}
	return out
}

func TestFromModel_SaysWhatCanBeActedOnFirst(t *testing.T) {
	x := shop()
	s := NewSpeaker(x, []int{0, 1, 2}, nil, traits)
	columns := []string{"amount_365", "refund_share", "lines_per_day", "region"}
	got := s.FromModel(0, columns, []float64{1, 0.4, 0.5, 0.2})
	if want := []string{"refunds", "small_spend", "feature_high"}; !slices.Equal(codes(got), want) {
		t.Errorf("reasons %+v, want %v", got, want)
	}
	// A refund that hardly matters does not push the main reason down.
	got = s.FromModel(0, columns, []float64{1, 0.1, 0.5, 0.2})
	if want := []string{"small_spend", "feature_high", "attribute"}; !slices.Equal(codes(got), want) {
		t.Errorf("reasons %+v, want %v", got, want)
	}
	if got[1].Name != "lines_per_day" || got[2].Name != "region" || got[2].Text != "北方" {
		t.Errorf("names %+v", got)
	}
}

// What a block adds counts together, and is said once.
func TestFromModel_SaysABlockOnce(t *testing.T) {
	x := shop()
	blocks := []Block{{Columns: []string{"amount_365", "lines_per_day"}}, {Columns: []string{"refund_share"}}}
	plain := func(column string) Trait { return Trait{Feature: true, Unit: traits(column).Unit} }
	columns := []string{"amount_365", "refund_share", "lines_per_day"}
	got := NewSpeaker(x, []int{0, 1, 2}, blocks, plain).FromModel(0, columns, []float64{0.4, 0.6, 0.3})
	if want := []string{"small_spend", "refunds"}; !slices.Equal(codes(got), want) {
		t.Errorf("reasons %+v, want %v", got, want)
	}
	// A block whose parts cancel raises nothing.
	got = NewSpeaker(x, []int{0, 1, 2}, blocks, plain).FromModel(0, columns, []float64{0.4, 0.6, -0.5})
	if slices.Contains(codes(got), "small_spend") {
		t.Errorf("reasons %+v", got)
	}
}

// A rule's list compares with the customer's own rhythm: A came every 10 days and then
// not for 100; everybody else keeps coming.
func TestFromHabit_NamesTheBrokenRhythm(t *testing.T) {
	s := NewSpeaker(shop(), []int{0, 1, 2}, nil, traits)
	got := s.FromHabit(0)
	if len(got) != 2 || got[0] != (Reason{Code: "overdue", Value: 100, Usual: 10, Unit: "days"}) ||
		got[1].Code != "falling" || got[1].Value != 0 || math.Abs(got[1].Usual-31.0*90/365) > 1e-12 {
		t.Errorf("reasons %+v", got)
	}
	for _, r := range s.FromHabit(1) {
		if r.Code != "fact_silence_days" && r.Code != "fact_purchase_days" {
			t.Errorf("a loyal customer gets %+v", r)
		}
	}
}
