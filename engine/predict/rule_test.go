package predict

import (
	"slices"
	"testing"

	"huiliu/engine/feature"
	"huiliu/engine/learn"
)

// frameOf makes a frame with silence, purchase days and mean amount; the rest is 0.
func frameOf(rows ...[3]float64) *feature.Frame {
	f, wanted := &feature.Frame{}, rfmColumns()
	for _, info := range feature.Catalogue() {
		c := learn.Column{Name: info.Name, Number: make([]float64, len(rows))}
		if k := slices.Index(wanted[:], info.Name); k >= 0 {
			for i, r := range rows {
				c.Number[i] = r[k]
			}
		}
		f.Columns = append(f.Columns, c)
	}
	for i := range rows {
		f.CustomerNo = append(f.CustomerNo, int32(i+1))
	}
	return f
}

// By hand: five customers in every quintile once; the best of all has 5+5+5 points.
// Equal values share a level: of the last two, F ties.
func TestScore_AddsQuintilePoints(t *testing.T) {
	f := frameOf([3]float64{1, 9, 90}, [3]float64{10, 7, 70}, [3]float64{20, 5, 50}, [3]float64{30, 3, 30}, [3]float64{40, 1, 10})
	if got := Score(RuleRFM, f); !slices.Equal(got, []float64{-15, -12, -9, -6, -3}) {
		t.Errorf("rfm %v", got)
	}
	f = frameOf([3]float64{1, 1, 90}, [3]float64{10, 1, 70}, [3]float64{20, 1, 50}, [3]float64{30, 1, 30}, [3]float64{40, 1, 10})
	if got := Score(RuleRFM, f); !slices.Equal(got, []float64{-11, -9, -7, -5, -3}) {
		t.Errorf("rfm with one purchase day each %v", got)
	}
}

func TestScore_BreaksTiesOnlyByTheSecondKey(t *testing.T) {
	f := frameOf([3]float64{9000, 3, 0}, [3]float64{1, 2, 0}, [3]float64{5, 2, 0})
	s := Score(RuleFrequencyRecency, f)
	if !(s[0] < s[1] && s[1] < s[2]) {
		t.Errorf("frequency then recency %v", s)
	}
	if Score("no such rule", f) != nil {
		t.Error("an unknown rule scores")
	}
	if len(Score(RuleRFM, frameOf())) != 0 {
		t.Error("an empty frame scores")
	}
}
