//go:build unix

package ingest

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"huiliu/engine"
	"huiliu/engine/store"
)

// BenchmarkImport imports the files named in HUILIU_BENCH_FILES (paths set apart by
// commas) into a project on disk: Sniff, then Open, Load and Close, which folds the
// log in. It reports the best seconds of both parts, and of processor time.
func BenchmarkImport(b *testing.B) {
	list := os.Getenv("HUILIU_BENCH_FILES")
	if list == "" {
		b.Skip("HUILIU_BENCH_FILES names no file")
	}
	for _, path := range strings.Split(list, ",") {
		b.Run(filepath.Base(path), func(b *testing.B) {
			best := lap{sniff: time.Hour, load: time.Hour}
			for b.Loop() {
				if l := importFile(b, path); l.sniff+l.load < best.sniff+best.load {
					best = l
				}
			}
			b.ReportMetric(best.sniff.Seconds(), "sniff-s")
			b.ReportMetric(best.load.Seconds(), "load-s")
			b.ReportMetric(best.sniffCPU, "sniff-cpu-s")
			b.ReportMetric(best.loadCPU, "load-cpu-s")
			b.ReportMetric(float64(best.rows), "rows")
		})
	}
}

type lap struct {
	sniff, load       time.Duration
	sniffCPU, loadCPU float64
	rows              int64
}

func importFile(b *testing.B, path string) (l lap) {
	begin, cpu := time.Now(), processorSeconds(b)
	src, err := Sniff(bg, path, engine.NoProgress{})
	if err != nil {
		b.Fatal(err)
	}
	l.sniff, l.sniffCPU = time.Since(begin), processorSeconds(b)-cpu
	begin, cpu = time.Now(), processorSeconds(b)
	s, err := store.Open(bg, filepath.Join(b.TempDir(), "bench.hlp"), store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	report, err := Load(bg, s, src, time.Now(), engine.NoProgress{})
	if err != nil {
		b.Fatal(err)
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	l.load, l.loadCPU, l.rows = time.Since(begin), processorSeconds(b)-cpu, report.Lines
	return l
}

func processorSeconds(b *testing.B) float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}
