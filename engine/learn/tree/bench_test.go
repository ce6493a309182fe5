//go:build unix

package tree_test

import (
	"context"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"testing"
	"time"

	"huiliu/engine/learn"
	"huiliu/engine/learn/tree"
	"huiliu/engine/stat"
)

// benchRows is HUILIU_BENCH_ROWS, 50,000 without it.
func benchRows() int {
	if n, err := strconv.Atoi(os.Getenv("HUILIU_BENCH_ROWS")); err == nil {
		return n
	}
	return 50_000
}

// benchTrees is HUILIU_BENCH_TREES, 500 without it.
func benchTrees() int {
	if n, err := strconv.Atoi(os.Getenv("HUILIU_BENCH_TREES")); err == nil {
		return n
	}
	return 500
}

const (
	benchColumns = 40
	benchLater   = 20_000
)

// benchSample is churn-like rows of 40 numbers: bends, steps and products of a few
// columns, counts, amounts with gaps, and columns of noise.
func benchSample(rows int, seed uint64) learn.Sample {
	rng := stat.NewRand(seed, "tree.bench")
	x := &learn.Frame{Rows: rows}
	for j := range benchColumns {
		x.Columns = append(x.Columns, learn.Column{Name: "x" + strconv.Itoa(j), Number: make([]float64, rows)})
	}
	y := make([]bool, rows)
	v := make([]float64, benchColumns)
	for i := range rows {
		for j := range v {
			switch {
			case j < 20:
				v[j] = rng.NormFloat64()
			case j < 30:
				v[j] = math.Floor(3 * math.Exp(rng.NormFloat64()))
			default:
				v[j] = math.Round(5000*(rng.ExpFloat64()+rng.ExpFloat64())) / 100
			}
		}
		z := 0.8*v[0] - 0.6*v[1] + 0.5*v[2]*v[3] + 0.4*math.Sin(2*v[4]) + 0.08*v[20] - 0.004*v[30] - 0.3*math.Abs(v[7]) - 0.8
		if v[5] > 0.5 && v[6] < 0 {
			z += 0.6
		}
		y[i] = rng.Float64() < 1/(1+math.Exp(-z))
		for j := range v {
			if j >= 35 && rng.IntN(33) == 0 {
				v[j] = math.NaN()
			}
			x.Columns[j].Number[i] = v[j]
		}
	}
	return learn.Sample{X: x, Y: y}
}

// TestBenchData writes the rows of the benchmarks for other programs: doubles, column
// after column, the outcome last.
func TestBenchData(t *testing.T) {
	dir := os.Getenv("HUILIU_BENCH_DATA")
	if dir == "" {
		t.Skip("HUILIU_BENCH_DATA names no folder")
	}
	for name, s := range map[string]learn.Sample{"train": benchSample(benchRows(), 1), "later": benchSample(benchLater, 2)} {
		f, err := os.Create(filepath.Join(dir, name+".bin"))
		if err != nil {
			t.Fatal(err)
		}
		outcome := make([]float64, len(s.Y))
		for i, v := range s.Y {
			if v {
				outcome[i] = 1
			}
		}
		for _, c := range append(s.X.Columns, learn.Column{Number: outcome}) {
			if err := binary.Write(f, binary.LittleEndian, c.Number); err != nil {
				t.Fatal(err)
			}
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func benchmark(b *testing.B, e learn.Estimator) {
	train, later := benchSample(benchRows(), 1), benchSample(benchLater, 2)
	runtime.GC()
	var m learn.Model
	var err error
	cpu, start := processor(), time.Now()
	for b.Loop() {
		if m, err = e.Fit(context.Background(), learn.Training{Sample: train, Seed: 1}, nil); err != nil {
			b.Fatal(err)
		}
	}
	n := float64(b.N)
	b.ReportMetric(time.Since(start).Seconds()/n, "fit-s")
	b.ReportMetric((processor()-cpu)/n, "fit-cpu-s")
	start = time.Now()
	p := m.Predict(later.X)
	b.ReportMetric(benchLater/time.Since(start).Seconds(), "scored/s")
	b.ReportMetric(peakMiB(), "mib")
	b.ReportMetric(learn.AUC(p, later.Y), "auc")
	b.ReportMetric(learn.Brier(p, later.Y), "brier")
}

// peakMiB is the most memory this process has held.
func peakMiB() float64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return math.NaN()
	}
	return float64(u.Maxrss) / 1024
}

// processor is the seconds of processor time this process has used.
func processor() float64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return math.NaN()
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

func BenchmarkBoosting(b *testing.B) {
	benchmark(b, tree.Boosting{Rounds: 200, Rate: 0.1, Depth: 6})
}

func BenchmarkForest(b *testing.B) {
	benchmark(b, tree.Forest{Trees: benchTrees(), MinLeaf: 1, MinNode: 10})
}

func BenchmarkLogistic(b *testing.B) {
	benchmark(b, learn.NewLogistic(learn.Options{Ridge: 1}))
}
