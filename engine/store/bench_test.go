//go:build unix

package store

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

const rawImport = `-- one row per row of the file
CREATE TABLE rows AS SELECT * FROM read_csv($path);
CHECKPOINT;`

// BenchmarkRawReadCSV lets the database read the files named in HUILIU_BENCH_FILES
// (paths set apart by commas; UTF-8) into a database on disk: the measure of the
// import of our own.
func BenchmarkRawReadCSV(b *testing.B) {
	list := os.Getenv("HUILIU_BENCH_FILES")
	if list == "" {
		b.Skip("HUILIU_BENCH_FILES names no file")
	}
	for _, path := range strings.Split(list, ",") {
		b.Run(filepath.Base(path), func(b *testing.B) {
			best, bestCPU := time.Hour, 0.0
			for b.Loop() {
				begin, cpu := time.Now(), processorSeconds(b)
				db, err := sql.Open("duckdb", filepath.Join(b.TempDir(), "raw.db"))
				if err != nil {
					b.Fatal(err)
				}
				if _, err := db.Exec(strings.ReplaceAll(rawImport, "$path", "'"+path+"'")); err != nil {
					b.Fatal(err)
				}
				if err := db.Close(); err != nil {
					b.Fatal(err)
				}
				if d := time.Since(begin); d < best {
					best, bestCPU = d, processorSeconds(b)-cpu
				}
			}
			b.ReportMetric(best.Seconds(), "raw-s")
			b.ReportMetric(bestCPU, "raw-cpu-s")
		})
	}
}

func processorSeconds(b *testing.B) float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}
