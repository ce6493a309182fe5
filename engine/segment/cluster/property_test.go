package cluster_test

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"runtime"
	"slices"
	"testing"
	"time"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine"
	"huiliu/engine/segment/cluster"
	"huiliu/engine/stat"
)

// heaps is n rows around k far-apart points, and the point of each.
func heaps(n, k int, seed uint64) (*mat.Dense, []int) {
	rng := stat.NewRand(seed, "heaps")
	x, of := mat.NewDense(n, 3, nil), make([]int, n)
	for i := range n {
		of[i] = rng.IntN(k)
		for j := range 3 {
			x.Set(i, j, 12*float64(of[i]*(j+1)%k)+rng.NormFloat64())
		}
	}
	return x, of
}

func saved(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestFit_FindsPlantedGroupsAndTheirNumber(t *testing.T) {
	x, of := heaps(900, 5, 1)
	m := fit(t, x, cluster.Options{Seed: 3, Names: []string{"a", "b", "c"}})
	if m.K != 5 {
		t.Fatalf("chose %d groups: %+v", m.K, m.Tried)
	}
	label := map[int]int{}
	for i, g := range m.Of {
		if was, ok := label[of[i]]; ok && was != g {
			t.Fatal("a planted group was split")
		}
		label[of[i]] = g
		if m.Assign(x.RawRowView(i)) != g {
			t.Fatal("a row is assigned elsewhere than it was put")
		}
	}
	var n int64
	for g, group := range m.Groups {
		n += group.N
		if group.Stability < 0.9 || group.Silhouette < 0.6 || len(group.Traits) != 3 {
			t.Errorf("group %d: %+v", g, group)
		}
		for k := 1; k < 3; k++ {
			if math.Abs(float64(group.Traits[k].Diff)) > math.Abs(float64(group.Traits[k-1].Diff)) {
				t.Error("traits not by weight")
			}
		}
	}
	if n != 900 || len(m.Warnings) > 0 {
		t.Errorf("groups hold %d of 900, warnings %v", n, m.Warnings)
	}
}

func TestFit_CallsAccidentsUnstable(t *testing.T) {
	rng := stat.NewRand(2, "fog")
	x := mat.NewDense(400, 4, nil)
	for i := range 400 {
		for j := range 4 {
			x.Set(i, j, rng.NormFloat64())
		}
	}
	m := fit(t, x, cluster.Options{K: 6, Starts: 5})
	if len(m.Warnings) == 0 {
		t.Errorf("fog has stable groups: %+v", m.Groups)
	}
}

// Three equal heaps cut in two: which two go together changes from sample to sample.
func TestStability_CountsWhatAGroupGainsToo(t *testing.T) {
	rng := stat.NewRand(3, "triangle")
	x := mat.NewDense(300, 2, nil)
	for i := range 300 {
		angle := 2 * math.Pi * float64(i%3) / 3
		x.SetRow(i, []float64{10*math.Cos(angle) + rng.NormFloat64(), 10*math.Sin(angle) + rng.NormFloat64()})
	}
	m := fit(t, x, cluster.Options{K: 2, Scale: cluster.Raw})
	if alone := m.Groups[1]; alone.N != 100 || alone.Stability > 0.9 {
		t.Errorf("%+v", alone)
	}
}

func TestFit_IgnoresOrderAndCores(t *testing.T) {
	for _, n := range []int{300, 2500} { // the second needs the sample
		x, _ := heaps(n, 4, 5)
		o := cluster.Options{Seed: 1, Sample: 600, Starts: 6, Bootstraps: 6, MaxK: 5}
		m := fit(t, x, o)
		shuffled, order := mat.NewDense(n, 3, nil), stat.NewRand(8, "order").Perm(n)
		for to, from := range order {
			shuffled.SetRow(to, x.RawRowView(from))
		}
		other := fit(t, shuffled, o)
		if saved(t, other) != saved(t, m) {
			t.Error("permuted rows give other groups")
		}
		for to, from := range order {
			if other.Of[to] != m.Of[from] {
				t.Fatal("a row changed its group")
			}
		}
		old := runtime.GOMAXPROCS(1)
		again := fit(t, x, o)
		runtime.GOMAXPROCS(old)
		if saved(t, again) != saved(t, m) || !slices.Equal(again.Of, m.Of) {
			t.Error("one core gives other groups")
		}
	}
}

func TestFit_DoesNotMindUnitsOutliersOrConstantColumns(t *testing.T) {
	x, _ := heaps(400, 4, 6)
	wide := mat.NewDense(400, 4, nil)
	for i := range 400 {
		wide.SetRow(i, []float64{1000*x.At(i, 0) + 5, x.At(i, 1), x.At(i, 2), 3})
	}
	a, b := fit(t, x, cluster.Options{K: 4}), fit(t, wide, cluster.Options{K: 4})
	if !slices.Equal(a.Of, b.Of) || len(b.Warnings) != 1 || b.Warnings[0].Code != "cluster.constant_column" {
		t.Errorf("other groups, or %v", b.Warnings)
	}
	wide.Set(0, 1, 1e9)
	if c := fit(t, wide, cluster.Options{K: 4}); c.Groups[3].N < 20 {
		t.Errorf("one outlier took a group: %v", c.Groups[3].N)
	}
}

func TestFit_RefusesWhatHasNoAnswer(t *testing.T) {
	x, _ := heaps(50, 2, 1)
	hole := mat.DenseCopyOf(x)
	hole.Set(3, 1, math.NaN())
	for _, c := range []struct {
		want string
		x    *mat.Dense
		o    cluster.Options
	}{
		{"cluster.empty", nil, cluster.Options{}}, {"cluster.empty", &mat.Dense{}, cluster.Options{}},
		{"cluster.too_few", mat.NewDense(1, 2, nil), cluster.Options{}},
		{"cluster.too_few", mat.NewDense(40, 2, nil), cluster.Options{}},
		{"cluster.too_few", mat.NewDense(4, 1, []float64{1, 2, 1, 2}), cluster.Options{K: 3}},
		{"cluster.not_a_number", hole, cluster.Options{}}, {"cluster.bad_option", x, cluster.Options{K: 1}},
		{"cluster.bad_option", x, cluster.Options{Scale: "?"}},
	} {
		_, err := cluster.Fit(context.Background(), c.x, c.o, nil)
		var e *engine.Error
		if !errors.As(err, &e) || e.Code != c.want {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
}

func TestFit_StopsWhenCancelled(t *testing.T) {
	x, _ := heaps(60000, 6, 2)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var at time.Time
	stop := tick(func() { at = time.Now(); cancel() })
	_, err := cluster.Fit(ctx, x, cluster.Options{}, stop)
	if d := time.Since(at); !errors.Is(err, context.Canceled) || d > 200*time.Millisecond {
		t.Errorf("%v after %v", err, d)
	}
}

type tick func()

func (tick) Stage(string, int64) {}
func (f tick) Add(int64)         { f() }
func (tick) Rows(int64)          {}
func (tick) Warn(engine.Warning) {}

func BenchmarkFit(b *testing.B) {
	x, _ := heaps(100_000, 6, 2)
	for b.Loop() {
		fit(b, x, cluster.Options{Bootstraps: 20})
	}
}
