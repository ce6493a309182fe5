package screen

import (
	"math"
	"testing"

	"huiliu/engine/explain"
	"huiliu/engine/learn"
	"huiliu/reports/doc"
)

// What is typed into the question about a changed customer: numbers, shares in percent,
// words, nothing for missing; what is no number changes nothing, and the last change of
// a column holds.
func TestAsk_ReadsWhatWasTyped(t *testing.T) {
	x := &learn.Frame{Rows: 1, Columns: []learn.Column{{Name: "silence_days", Number: []float64{3}}, {Name: "coupon_share", Number: []float64{0.1}}, {Name: "last_channel", Text: []string{"门店"}}}}
	d := &Desk{notify: func() {}, results: &doc.Results{Subject: &explain.Subject{X: x}}}
	d.Ask("silence_days", " 1,200 ")
	d.Ask("silence_days", "many")
	d.Ask("nothing", "1")
	d.Ask("coupon_share", "12.5%")
	d.Ask("last_channel", "线上")
	if a := d.looks.asked; len(a) != 3 || a[0].Number != 1200 || a[1].Number != 0.125 || a[2].Text != "线上" {
		t.Fatalf("asked %+v", a)
	}
	d.Ask("silence_days", "")
	if a := d.looks.asked; len(a) != 3 || !math.IsNaN(a[2].Number) || a[2].Column != "silence_days" {
		t.Errorf("asked %+v", a)
	}
	d.AskAgain()
	if len(d.looks.asked) != 0 {
		t.Errorf("asked %+v", d.looks.asked)
	}
}
