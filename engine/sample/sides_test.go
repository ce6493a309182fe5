package sample

import (
	"math"
	"strconv"
	"testing"

	"huiliu/engine/survey"
)

// The intervals of the planted gaps cover them, and those of the large ones tell their side.
func TestSides_GapsCoverThePlantedOnes(t *testing.T) {
	t.Parallel()
	dir, truth := makeShop(t, Options{Seed: 1})
	by := map[string][][]float64{}
	for _, r := range readTable(t, dir, SidesFile) {
		var row []float64
		for i, item := range truth.Sides {
			m, err := strconv.ParseFloat(r[strconv.Itoa(i+1)+"、"+item.Item], 64)
			if err != nil {
				t.Fatal(err)
			}
			row = append(row, m)
		}
		by[r["身份"]] = append(by[r["身份"]], row)
	}
	if len(by["客户"]) < 150 || len(by["员工"]) != mostStaff || len(by["竞品审计"]) != mostAudits {
		t.Fatalf("%d customers, %d of the staff, %d audits", len(by["客户"]), len(by["员工"]), len(by["竞品审计"]))
	}
	column := func(side string, i int) (out []float64) {
		for _, row := range by[side] {
			out = append(out, row[i])
		}
		return out
	}
	missed := 0
	for i, item := range truth.Sides {
		for side, mean := range map[string]float64{"员工": item.Staff, "竞品审计": item.Audit} {
			planted := item.Customer - mean
			g := survey.Compare(column("客户", i), column(side, i))
			if planted < float64(g.Low) || planted > float64(g.High) {
				missed++
			}
			if math.Abs(planted) >= 0.8 && g.Sign() != -1 {
				t.Errorf("%s, %s: %v to %v", item.Item, side, g.Low, g.High)
			}
		}
	}
	if missed > 1 { // ten intervals of 95 %
		t.Errorf("%d of 10 intervals miss the planted gap", missed)
	}
}
