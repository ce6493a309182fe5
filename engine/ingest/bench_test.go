package ingest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"huiliu/engine"
	"huiliu/engine/store"
)

// BenchmarkImport imports the files named in HUILIU_BENCH_FILES (paths set apart by
// commas) into a project on disk: Sniff, Load and Close, which folds the log in.
func BenchmarkImport(b *testing.B) {
	list := os.Getenv("HUILIU_BENCH_FILES")
	if list == "" {
		b.Skip("HUILIU_BENCH_FILES names no file")
	}
	for _, path := range strings.Split(list, ",") {
		b.Run(filepath.Base(path), func(b *testing.B) {
			for b.Loop() {
				importFile(b, path)
			}
		})
	}
}

func importFile(b *testing.B, path string) {
	begin := time.Now()
	src, err := Sniff(bg, path, engine.NoProgress{})
	if err != nil {
		b.Fatal(err)
	}
	sniffed := time.Since(begin)
	begin = time.Now()
	s, err := store.Open(bg, filepath.Join(b.TempDir(), "a.hlp"), store.Options{})
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
	fmt.Printf("sniff %.2f load %.2f rows %d\n", sniffed.Seconds(), time.Since(begin).Seconds(), report.Lines)
	b.ReportMetric(sniffed.Seconds(), "sniff-s")
	b.ReportMetric(time.Since(begin).Seconds(), "load-s")
}
