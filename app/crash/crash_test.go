package crash_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"huiliu/app/crash"
)

var noon = time.Date(2026, 3, 5, 12, 0, 0, 0, time.UTC)

// A child process that dies in the asked way while it is watched.
func TestMain(m *testing.M) {
	home := os.Getenv("CRASH_TEST_HOME")
	if home == "" {
		os.Exit(m.Run())
	}
	w, _, err := crash.Begin(home, "1.2.3", noon)
	if err != nil {
		panic(err)
	}
	switch os.Getenv("CRASH_TEST_END") {
	case "panic":
		done := make(chan bool)
		go func() { panic("a goroutine broke") }() // nobody can recover this one
		<-done
	case "well":
		if err := w.End(); err != nil {
			panic(err)
		}
	case "killed":
		os.Exit(9)
	}
}

func run(t *testing.T, home, end string) {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), "CRASH_TEST_HOME="+home, "CRASH_TEST_END="+end)
	_ = c.Run()
}

func begin(t *testing.T, home string, now time.Time) *crash.Report {
	t.Helper()
	w, last, err := crash.Begin(home, "1.2.3", now)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.End(); err != nil {
		t.Fatal(err)
	}
	return last
}

func TestBegin_FindsTheCrashOfTheRunBefore(t *testing.T) {
	home := t.TempDir()
	run(t, home, "panic")
	last := begin(t, home, noon)
	if last == nil {
		t.Fatal("nothing found")
	}
	text, err := os.ReadFile(last.Path)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"huiliu 1.2.3 ", "a goroutine broke", "crash_test.go"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the report lacks %q:\n%s", want, text)
		}
	}
	if again := begin(t, home, noon); again != nil {
		t.Errorf("told twice: %v", again)
	}
}

func TestBegin_IsSilentAfterAGoodEndAndAfterAKill(t *testing.T) {
	for _, end := range []string{"well", "killed"} {
		home := t.TempDir()
		run(t, home, end)
		if last := begin(t, home, noon); last != nil {
			t.Errorf("%s: %v", end, last)
		}
	}
}

func TestBegin_KeepsTheNewestReports(t *testing.T) {
	home := t.TempDir()
	for i := range 7 {
		dir := filepath.Join(home, "crash")
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "running.output"), []byte("panic"), 0o600); err != nil {
			t.Fatal(err)
		}
		begin(t, home, noon.Add(time.Duration(i)*time.Hour))
	}
	reports, _ := filepath.Glob(filepath.Join(home, "crash", "crash-*.txt"))
	if len(reports) != 5 || !strings.HasSuffix(reports[4], "-180000.txt") {
		t.Errorf("kept %q", reports)
	}
}
