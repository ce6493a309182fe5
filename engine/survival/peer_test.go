package survival_test

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine/stat/reference"
	"huiliu/engine/survival"
)

// BenchmarkPeer fits Cox and Kaplan–Meier to 100,000 lives of 10 attributes with heavy
// ties and leaves them in $HUILIU_BENCH_DIR for the peers of scripts/bench-stat.sh.
func BenchmarkPeer(b *testing.B) {
	dir := os.Getenv("HUILIU_BENCH_DIR")
	if dir == "" {
		b.Skip("HUILIU_BENCH_DIR is not set")
	}
	x, l := drawn(100_000, []float64{0.5, -0.3, 0.2, 0, 0, 0.1, -0.1, 0, 0.05, 0}, 4)
	for i, v := range l.Times {
		l.Times[i] = math.Ceil(50 * v)
	}
	write(b, filepath.Join(dir, "lives.csv"), x, l)
	b.Run("cox", func(b *testing.B) {
		best, ll := reference.NewWatch(), 0.0
		for b.Loop() {
			best.Start()
			m := cox(b, x, l, survival.CoxOptions{})
			best.Stop()
			ll = m.LogLik
		}
		fmt.Fprintf(os.Stderr, "ours_cox %.5f %.5f %.6f\n", best.Wall, best.CPU, ll)
	})
	b.Run("km", func(b *testing.B) {
		sorted := slices.Sorted(slices.Values(l.Times))
		middle := (sorted[len(sorted)/2-1] + sorted[len(sorted)/2]) / 2
		best, share := reference.NewWatch(), 0.0
		for b.Loop() {
			best.Start()
			c := survival.KaplanMeier(l.Times, l.Events)
			for _, t := range c.Times { // R computes the intervals with the curve
				c.IntervalAt(t)
			}
			best.Stop()
			share = c.At(middle)
		}
		fmt.Fprintf(os.Stderr, "ours_km %.5f %.5f %.9f\n", best.Wall, best.CPU, share)
	})
}

func write(b *testing.B, name string, x *mat.Dense, l survival.Lives) {
	b.Helper()
	f, err := os.Create(name)
	if err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriter(f)
	_, _ = fmt.Fprint(w, "time,event")
	n, p := x.Dims()
	for j := range p {
		_, _ = fmt.Fprintf(w, ",x%d", j+1)
	}
	for i := range n {
		event := 0
		if l.Events[i] {
			event = 1
		}
		_, _ = fmt.Fprintf(w, "\n%.17g,%d", l.Times[i], event)
		for _, v := range x.RawRowView(i) {
			_, _ = fmt.Fprintf(w, ",%.17g", v)
		}
	}
	_, _ = fmt.Fprintln(w)
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
}
