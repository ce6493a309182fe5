package ui

import (
	"sync/atomic"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"
)

// A worker may report as often as it likes; the window follows ten times a second.
func TestBridge_JoinsChangesToTenASecond(t *testing.T) {
	test.NewApp()
	b := newBridge()
	var shown atomic.Int64
	b.follow(func() func() { return func() { shown.Add(1) } })
	start := time.Now()
	for time.Since(start) < 450*time.Millisecond {
		b.notify()
		time.Sleep(time.Millisecond)
	}
	b.close()
	took := time.Since(start) // a busy machine may show less often, never more
	if n, most := shown.Load(), int64(took/(100*time.Millisecond))+2; n < 1 || n > most {
		t.Errorf("%d refreshes in %s", n, took)
	}
}

func TestBridge_LastChangeIsShownAndNothingAfterClose(t *testing.T) {
	test.NewApp()
	b := newBridge()
	var state, seen atomic.Int64
	b.follow(func() func() { v := state.Load(); return func() { seen.Store(v) } })
	for i := range 20 {
		state.Store(int64(i))
		b.notify()
	}
	for limit := time.Now().Add(2 * time.Second); seen.Load() != 19; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatalf("the window stays at %d", seen.Load())
		}
	}
	b.close()
	b.post(func() { t.Error("the closed window was reached") })
	b.notify() // must not block
}
