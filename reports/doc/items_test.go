package doc_test

import (
	"math"
	"strings"
	"testing"

	"huiliu/assets"
	"huiliu/engine/sides"
	"huiliu/reports/doc"
	"huiliu/reports/doc/doctest"
)

func TestItems_TheLargestGapIsToldWithItsCells(t *testing.T) {
	for _, l := range assets.Langs() {
		d := doc.Compose(doctest.Shop(), words(t, l))
		said, ok := d.Finding("items")
		if !ok || len(said.Cells) != 8 || !strings.Contains(said.Text, "物流速度") || strings.Contains(said.Text, "report.") || strings.Contains(said.Text, "{") {
			t.Fatalf("%s: %+v", l, said)
		}
		if c, ok := d.FindChart("item_gaps"); !ok || len(c.Series) != 2 || c.Categories[0] != "物流速度" {
			t.Errorf("%s: %+v", l, c)
		}
	}
}

// Twelve auditors are counted, and nothing more is said of them.
func TestItems_SmallSidesAreOnlyCounted(t *testing.T) {
	d := doc.Compose(doctest.Shop(), words(t, assets.EN))
	_, items := d.FindTable("items")
	_, gaps := d.FindTable("item_gaps")
	_, marks := d.FindTable("item_marks")
	n, _ := items.Cell("2/audit", "answers")
	mean, _ := items.Cell("2/audit", "mean")
	top, _ := items.Cell("2/audit", "top")
	gap, _ := gaps.Cell("2/audit", "gap")
	other, _ := gaps.Cell("2/audit", "other")
	if _, listed := marks.Cell("2/audit", "mark_1"); listed || n.Value != int64(12) || mean.Value != nil || top.Value != nil || gap.Value != nil || other.Value != nil {
		t.Errorf("%+v %+v %+v %+v %+v", n, mean, top, gap, other)
	}
}

// What is said when nothing can be compared or nothing differs.
func TestItems_EveryCaseHasItsSentence(t *testing.T) {
	people := func(n int, first, second float64) (out [][]float64) {
		for p := range n {
			d := float64(p % 2)
			out = append(out, []float64{first + d, second - d})
		}
		return out
	}
	nan := math.NaN()
	for name, c := range map[string]struct {
		sheets [3][][]float64
		want   string
	}{
		"alike":     {[3][][]float64{people(60, 3, 4), people(40, 3, 4), nil}, "no difference is visible"},
		"customers": {[3][][]float64{people(60, 3, 2), nil, nil}, "mark lowest is"},
		"staff":     {[3][][]float64{nil, people(60, 3, 2), nil}, "mark lowest is"},
		"few":       {[3][][]float64{people(3, 3, 2), nil, nil}, "fewer than 30"},
		"one":       {[3][][]float64{{{4, nan}}, nil, nil}, "fewer than 30"},
	} {
		r := doctest.Shop()
		r.Sides = sides.Of([]string{"quality", "price"}, c.sheets)
		said, ok := doc.Compose(r, words(t, assets.EN)).Finding("items")
		if !ok || !strings.Contains(said.Text, c.want) || strings.Contains(said.Text, "{") {
			t.Errorf("%s: %q", name, said.Text)
		}
	}
	r := doctest.Shop()
	r.Sides = sides.None()
	if _, ok := doc.Compose(r, words(t, assets.EN)).Finding("items"); ok {
		t.Error("something is said without a questionnaire")
	}
}
