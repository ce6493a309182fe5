package job

import (
	"math"
	"time"
)

const (
	// paceMemory is how far back the speed of a stage is remembered: what lies longer
	// ago than this counts for little more than a third.
	paceMemory = 5 * time.Second
	// tellAfter is how long a stage runs before anything is said about its end.
	tellAfter = 2 * time.Second
)

// pace estimates when a stage ends from how fast its units came lately.
type pace struct {
	at     time.Duration // since the stage began, at the last look
	done   int64         // then
	rate   float64       // units a second, the present weighted most, times weight
	weight float64       // how much of the memory is filled, 0 to 1
}

// look takes what is done at a moment of the stage.
func (p *pace) look(at time.Duration, done int64) {
	step := (at - p.at).Seconds()
	if step <= 0 {
		return
	}
	keep := math.Exp(-step / paceMemory.Seconds())
	now := float64(max(done-p.done, 0)) / step
	p.rate, p.weight = keep*p.rate+(1-keep)*now, keep*p.weight+1-keep
	p.at, p.done = at, done
}

// left is the time for the rest of total, 0 while it cannot be told.
func (p *pace) left(total int64) time.Duration {
	if p.at < tellAfter || p.done <= 0 || p.done >= total || p.rate <= 0 {
		return 0
	}
	seconds := float64(total-p.done) * p.weight / p.rate
	return time.Duration(min(seconds, math.MaxInt32) * float64(time.Second))
}
