// Package crash keeps what the program prints when it dies, in a file a person can
// send, and tells the next start about it.
//
//	watch, last, err := crash.Begin(home, version, time.Now())
//	defer watch.End()
//
// The file also receives the last words of a crash inside C code, which no Go
// program can catch itself.
package crash

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"time"
)

// kept is how many reports stay; older ones are removed.
const kept = 5

// Watch is the running program.
type Watch struct {
	head, output string // what runs; what it printed when it died
}

// Report is a crash of an earlier run.
type Report struct {
	Path string // a text file: the program and the system, then what was printed
}

// Begin starts to keep the output of a crash in a folder of home. It returns the
// crash of the run before, nil when that ended well, was killed or switched off.
// One process at a time may watch a home.
func Begin(home, version string, now time.Time) (*Watch, *Report, error) {
	dir := filepath.Join(home, "crash")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, nil, err
	}
	w := &Watch{head: filepath.Join(dir, "running.head"), output: filepath.Join(dir, "running.output")}
	last, err := w.collect(dir, now)
	if err != nil {
		return nil, nil, err
	}
	head := fmt.Sprintf("huiliu %s %s/%s, started %s\n\n", version, runtime.GOOS, runtime.GOARCH, now.Format(time.RFC3339))
	if err := os.WriteFile(w.head, []byte(head), 0o600); err != nil {
		return nil, nil, err
	}
	f, err := os.OpenFile(w.output, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, nil, err
	}
	err = debug.SetCrashOutput(f, debug.CrashOptions{}) // keeps a handle of its own
	return w, last, errors.Join(err, f.Close())
}

// collect turns what the run before left into a report.
func (w *Watch) collect(dir string, now time.Time) (*Report, error) {
	output, err := os.ReadFile(w.output)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(output) == 0 {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	head, err := os.ReadFile(w.head)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	r := &Report{Path: filepath.Join(dir, "crash-"+now.Format("20060102-150405")+".txt")}
	if err := os.WriteFile(r.Path, append(head, output...), 0o600); err != nil {
		return nil, err
	}
	return r, trim(dir)
}

// trim removes all reports but the newest.
func trim(dir string) error {
	reports, err := filepath.Glob(filepath.Join(dir, "crash-*.txt"))
	if err != nil {
		return err
	}
	slices.Sort(reports)
	for len(reports) > kept {
		err = errors.Join(err, os.Remove(reports[0]))
		reports = reports[1:]
	}
	return err
}

// End says that the program ended well.
func (w *Watch) End() error {
	err := debug.SetCrashOutput(nil, debug.CrashOptions{})
	return errors.Join(err, os.Remove(w.output), os.Remove(w.head))
}
