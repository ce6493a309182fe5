package cluster_test

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"huiliu/engine/segment/cluster"
	"huiliu/engine/stat/reference"
)

// BenchmarkPeer groups 100,000 rows of 6 columns into 6 by 10 starts and leaves them in
// $HUILIU_BENCH_DIR for the peers of scripts/bench-stat.sh.
func BenchmarkPeer(b *testing.B) {
	dir := os.Getenv("HUILIU_BENCH_DIR")
	if dir == "" {
		b.Skip("HUILIU_BENCH_DIR is not set")
	}
	x, _ := heaps(100_000, 6, 2)
	f, err := os.Create(filepath.Join(dir, "heaps.csv"))
	if err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriter(f)
	n, p := x.Dims()
	for j := range p {
		_, _ = fmt.Fprintf(w, "%sx%d", []string{"", ","}[min(j, 1)], j+1)
	}
	for i := range n {
		for j, v := range x.RawRowView(i) {
			_, _ = fmt.Fprintf(w, "%s%.17g", []string{"\n", ","}[min(j, 1)], v)
		}
	}
	_, _ = fmt.Fprintln(w)
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	best, inertia := reference.NewWatch(), 0.0
	for b.Loop() {
		best.Start()
		m := fit(b, x, cluster.Options{K: 6, Starts: 10, Scale: cluster.Raw, Bootstraps: -1})
		best.Stop()
		inertia = m.Inertia
	}
	fmt.Fprintf(os.Stderr, "ours_kmeans %.5f %.5f %.6f\n", best.Wall, best.CPU, inertia)
}
