package chart

import (
	"testing"

	"huiliu/reports/doc"
)

// A step of a waterfall starts where the one before ended.
func TestBars_StartAtTheirBase(t *testing.T) {
	c := doc.Chart{Kind: doc.ChartBars, Categories: []string{"a", "b", "c"}, Unit: doc.UnitCount, Series: []doc.Series{{
		Name: "s", Y: []float64{100, -40, 60}, Base: []float64{0, 100, 0},
		Tones:  []doc.Tone{doc.ToneNeutral, doc.ToneWarning, doc.ToneGood},
		Labels: []string{"", "", ""},
	}}}
	img, err := newRenderer(t).Image(c, Options{Width: 600, Height: 400, Scale: 1})
	if err != nil {
		t.Fatal(err)
	}
	pal := lightPalette()
	whole, step, rest := painted(img, pal.tones[doc.ToneNeutral]), painted(img, pal.tones[doc.ToneWarning]), painted(img, pal.tones[doc.ToneGood])
	if whole.Empty() || step.Empty() || rest.Empty() {
		t.Fatal(whole, step, rest)
	}
	if d := step.Min.Y - whole.Min.Y; d < -1 || d > 1 {
		t.Errorf("the step starts at %d, the first bar ends at %d", step.Min.Y, whole.Min.Y)
	}
	if d := step.Max.Y - rest.Min.Y; d < -1 || d > 1 {
		t.Errorf("the step ends at %d, the last bar at %d", step.Max.Y, rest.Min.Y)
	}
}
