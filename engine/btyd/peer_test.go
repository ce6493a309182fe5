package btyd_test

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"huiliu/engine/btyd"
	"huiliu/engine/stat/reference"
)

// BenchmarkPeer fits BG/NBD to 100,000 customers and leaves their histories in
// $HUILIU_BENCH_DIR, so that scripts/bench-stat.sh has the peers fit the same ones: once
// in whole days, once with times of which no two are equal.
func BenchmarkPeer(b *testing.B) {
	dir := os.Getenv("HUILIU_BENCH_DIR")
	if dir == "" {
		b.Skip("HUILIU_BENCH_DIR is not set")
	}
	for _, name := range []string{"days", "continuous"} {
		c := simulate(btyd.BGNBD, []float64{0.5, 42, 0.8, 2.4}, 100_000, 728, 3)
		for i := range c {
			if name == "days" {
				c[i].Last = math.Floor(c[i].Last)
			} else {
				c[i].Age += float64(i%997) / 997
			}
		}
		write(b, filepath.Join(dir, "bgnbd_"+name+".csv"), c)
		b.Run(name, func(b *testing.B) {
			best, ll := reference.NewWatch(), 0.0
			for b.Loop() {
				best.Start()
				m := fit(b, btyd.BGNBD, c)
				best.Stop()
				ll = m.LogLik
			}
			fmt.Fprintf(os.Stderr, "ours_bgnbd_%s %.5f %.5f %.6f\n", name, best.Wall, best.CPU, ll)
		})
	}
}

func write(b *testing.B, name string, c []btyd.Customer) {
	b.Helper()
	f, err := os.Create(name)
	if err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriter(f)
	_, _ = fmt.Fprintln(w, "x,t_x,T")
	for _, v := range c {
		_, _ = fmt.Fprintf(w, "%d,%.17g,%.17g\n", v.Repeats, v.Last, v.Age)
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkMillion fits and scores 1,000,000 customers in whole days.
func BenchmarkMillion(b *testing.B) {
	for _, model := range models {
		c := simulate(model, truth[model], 1_000_000, 728, 1)
		for i := range c {
			c[i].Last = math.Floor(c[i].Last)
		}
		b.Run(string(model), func(b *testing.B) {
			best := reference.NewWatch()
			for b.Loop() {
				best.Start()
				m := fit(b, model, c)
				if _, err := m.Score(b.Context(), c, 365); err != nil {
					b.Fatal(err)
				}
				best.Stop()
			}
			b.ReportMetric(best.CPU, "cpu-s")
		})
	}
}
