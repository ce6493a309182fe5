package reference

import (
	"math"
	"time"
)

// Watch keeps the best seconds and processor seconds of several runs of a benchmark.
type Watch struct {
	Wall, CPU float64
	began     time.Time
	spent     float64
}

// NewWatch has seen no run.
func NewWatch() *Watch { return &Watch{Wall: math.Inf(1), CPU: math.Inf(1)} }

// Start begins a run.
func (w *Watch) Start() { w.began, w.spent = time.Now(), processor() }

// Stop ends it.
func (w *Watch) Stop() {
	w.Wall, w.CPU = min(w.Wall, time.Since(w.began).Seconds()), min(w.CPU, processor()-w.spent)
}
