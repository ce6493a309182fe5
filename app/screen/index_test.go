package screen

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"huiliu/assets"
)

func TestCompared_AndItsStepGoBackAndForth(t *testing.T) {
	for step := -8.0; step <= 8; step++ {
		v := Compared(step)
		if StepOf(v) != step || math.Abs(v*Compared(-step)-1) > 1e-12 {
			t.Errorf("step %v is %v, step %v again", step, v, StepOf(v))
		}
	}
}

// leavers writes the orders of regulars who stop one after the other until the end.
func leavers(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("customer id,order id,order date,amount\n")
	start := time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC)
	order := 0
	for c := range 420 {
		last := 720
		if c%5 != 0 {
			last = 200 + c*37%500
		}
		for day := c % 40; day < last; day += 9 + c%17 + (c*day)%9 {
			order++
			fmt.Fprintf(&b, "C%04d,A%06d,%s,%d.50\n", c, order, start.AddDate(0, 0, day).Format(time.DateOnly), 20+(c*7+day)%90)
		}
	}
	path := filepath.Join(t.TempDir(), "orders.csv")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestIndex_FollowsComparisonsThatAreKeptWithTheirAuthor(t *testing.T) {
	d := newTestDesk(t, assets.EN)
	d.Drop([]string{leavers(t)})
	until(t, d, "the mapping", func(v View) bool { return v.Data != nil && v.Data.Import != nil && len(v.Data.Import.Tables) == 1 })
	d.Import()
	until(t, d, "the overview", func(v View) bool { return v.Page.Key == Overview && v.Page.State == StateReady && d.idle() })
	d.Go(Index)
	v := d.View()
	if v.Index == nil || len(v.Index.Keys) < 3 || v.Index.Author != "" || v.Page.State != StateReady {
		t.Fatalf("index %+v, page %s %q", v.Index, v.Page.State, v.Page.Notice)
	}
	n := len(v.Index.Keys)
	m := make([][]float64, n)
	for i := range m {
		m[i] = slices.Repeat([]float64{1}, n)
	}
	if j := d.Judge(m); j.Bad || j.CR != "CR 0.000" || len(j.Weights) != n || !strings.Contains(j.Says, "0.10") {
		t.Errorf("all alike: %+v", j)
	}
	set := func(i, k int, v float64) { m[i][k], m[k][i] = v, 1/v }
	set(0, 1, 9)
	set(1, 2, 9)
	set(2, 0, 9)
	if j := d.Judge(m); !j.Bad || !strings.Contains(j.Says, "contradict") {
		t.Errorf("a circle: %+v", j)
	}
	set(1, 2, 1)
	set(2, 0, 1.0/9)
	d.KeepOpinion(" Wang ", v.Index.Keys, m)
	v = until(t, d, "the kept comparisons", func(v View) bool { return v.Index != nil && v.Index.Author == "Wang" })
	if v.Index.Matrix[0][1] != 9 {
		t.Errorf("kept %v", v.Index.Matrix)
	}
	if text := d.SayComparison("a", "b", 1.0/3); !strings.Contains(text, "3") || d.SayComparison("a", "b", 1) == d.SayComparison("a", "b", 2) {
		t.Errorf("a third is said as %q", text)
	}
	until(t, d, "rest", func(View) bool { return d.idle() })
	before := d.results.Warning.Budget
	d.Do("alarms:more")
	until(t, d, "more alarms", func(View) bool {
		d.mu.Lock()
		defer d.mu.Unlock()
		return d.results.Warning.Budget == 2*before && d.results.Warning.Chosen
	})
}
