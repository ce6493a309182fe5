package job

import (
	"math"
	"testing"
	"time"
)

// watch looks ten times a second for that long, while units come at rate a second.
func (p *pace) watch(seconds, rate float64) {
	from, done := p.at, float64(p.done)
	for i := 1; i <= int(seconds*10); i++ {
		at := from + time.Duration(i)*100*time.Millisecond
		p.look(at, int64(done+rate*(at-from).Seconds()))
	}
}

func near(t *testing.T, what string, got time.Duration, want float64) {
	t.Helper()
	if math.Abs(got.Seconds()-want) > 0.05*want {
		t.Errorf("%s: %v left, want %v s", what, got, want)
	}
}

func TestPace_TellsTheTimeLeftOfSteadyWork(t *testing.T) {
	var p pace
	p.watch(1.9, 1000)
	if left := p.left(30_000); left != 0 {
		t.Errorf("%v left is said after 1.9 s", left)
	}
	p.watch(1.1, 1000)
	near(t, "steady", p.left(30_000), 27)
	p.watch(26.9, 1000)
	near(t, "at the end", p.left(30_000), 0.1)
}

func TestPace_FollowsAChangeOfSpeedWithoutJumping(t *testing.T) {
	var p pace
	p.watch(10, 1000)
	before := p.left(100_000)
	near(t, "fast", before, 90)
	p.watch(0.1, 0)
	if p.left(100_000) > before+before/20 {
		t.Errorf("one pause of a tenth of a second: %v after %v", p.left(100_000), before)
	}
	p.watch(25, 500) // five times the memory
	near(t, "slow", p.left(100_000), float64(100_000-p.done)/500)
}

func TestPace_SaysNothingItCannotKnow(t *testing.T) {
	var stuck, ready, more, still pace
	stuck.watch(10, 0)
	ready.watch(10, 100)
	more.watch(20, 100)
	for name, left := range map[string]time.Duration{"nothing done": stuck.left(100), "all done": ready.left(1000), "more than all": more.left(1000), "no total": ready.left(0)} {
		if left != 0 {
			t.Errorf("%s: %v left", name, left)
		}
	}
	still.watch(3, 100)
	still.watch(3600, 0)
	if left := still.left(1000); left < 0 || left > math.MaxInt32*time.Second {
		t.Errorf("after an hour without a unit: %v left", left)
	}
	still.look(still.at, 5) // the clock stands still, and units are taken back
	still.look(still.at+time.Second, 0)
	if left := still.left(1000); left < 0 {
		t.Errorf("%v left", left)
	}
}
