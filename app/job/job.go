// Package job runs long work: one heavy job at a time, with progress that is
// reported at most ten times a second and once at the end, cancel by context, and
// panics turned into errors.
package job

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"huiliu/engine"
)

// State is where a job is.
type State int

// States of a job; the last three are final.
const (
	Queued State = iota
	Running
	Done
	Failed
	Cancelled
)

// Final reports whether the job has ended.
func (s State) Final() bool { return s >= Done }

// Func is the work of a job.
type Func func(ctx context.Context, p engine.Progress) error

// Snapshot is what a job looks like at one moment.
type Snapshot struct {
	Title    string // catalogue key
	Stage    string // catalogue key of the running stage
	Done     int64
	Total    int64         // 0 = unknown
	Rows     int64         // rows read in the stage
	Left     time.Duration // what the stage still needs, 0 while it cannot be told
	Elapsed  time.Duration // since the job began to run
	InStage  time.Duration // since its present stage began
	State    State
	Err      error
	Warnings []engine.Warning
}

// reportEvery is the interval between two reports: ten a second (DESIGN, STYLE §5.1).
const reportEvery = 100 * time.Millisecond

// Runner runs jobs one after the other.
type Runner struct {
	heavy  chan struct{} // holds one token: one heavy job at a time
	base   context.Context
	stop   context.CancelFunc
	all    sync.WaitGroup
	listen func(*Job, Snapshot)
}

// NewRunner makes a runner; listen is called from a goroutine of the job for
// every report, the last one with a final state. listen may be nil.
func NewRunner(listen func(*Job, Snapshot)) *Runner {
	ctx, stop := context.WithCancel(context.Background())
	if listen == nil {
		listen = func(*Job, Snapshot) {}
	}
	return &Runner{heavy: make(chan struct{}, 1), base: ctx, stop: stop, listen: listen}
}

// Job is one piece of long work.
type Job struct {
	title  string
	cancel context.CancelFunc
	ended  chan struct{}
	start  time.Time
	done   atomic.Int64
	total  atomic.Int64
	rows   atomic.Int64

	mu       sync.Mutex
	stage    string
	since    time.Time // when the stage began
	pace     pace      // of the stage
	state    State
	err      error
	elapsed  time.Duration
	warnings []engine.Warning
}

// Submit queues f; title is a catalogue key.
func (r *Runner) Submit(title string, f Func) *Job { return r.begin(title, f, r.heavy) }

// Beside runs f at once, whatever else is running: for work that others need not wait for.
func (r *Runner) Beside(title string, f Func) *Job { return r.begin(title, f, make(chan struct{}, 1)) }

func (r *Runner) begin(title string, f Func, token chan struct{}) *Job {
	ctx, cancel := context.WithCancel(r.base)
	j := &Job{title: title, cancel: cancel, ended: make(chan struct{}), start: time.Now(), since: time.Now()}
	r.all.Add(1)
	go r.run(ctx, j, f, token)
	return j
}

func (r *Runner) run(ctx context.Context, j *Job, f Func, token chan struct{}) {
	defer r.all.Done()
	defer j.cancel()
	finished := make(chan error, 1)
	go func() {
		select {
		case token <- struct{}{}:
		case <-ctx.Done():
			finished <- ctx.Err()
			return
		}
		defer func() { <-token }()
		j.set(func() { j.state, j.start = Running, time.Now() })
		finished <- protect(ctx, j, f)
	}()
	tick := time.NewTicker(reportEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			r.listen(j, j.Snapshot())
		case err := <-finished:
			if ctx.Err() != nil && err != nil {
				err = context.Canceled // however deep it was noticed: a cut query has an error of its own
			}
			j.finish(err)
			r.listen(j, j.Snapshot())
			close(j.ended)
			return
		}
	}
}

// protect turns a panic of the work into an error that keeps the stack for the log.
func protect(ctx context.Context, j *Job, f Func) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &engine.Error{Code: "internal", Cause: fmt.Errorf("%v\n%s", v, debug.Stack())}
		}
	}()
	return f(ctx, j)
}

func (j *Job) finish(err error) {
	j.set(func() {
		j.elapsed = time.Since(j.start)
		switch {
		case err == nil:
			j.state = Done
		case errors.Is(err, context.Canceled):
			j.state = Cancelled
		default:
			j.state, j.err = Failed, err
		}
	})
}

func (j *Job) set(change func()) {
	j.mu.Lock()
	defer j.mu.Unlock()
	change()
}

// Cancel asks the job to stop; it ends in state Cancelled soon after.
func (j *Job) Cancel() { j.cancel() }

// Ended is closed when the job has ended.
func (j *Job) Ended() <-chan struct{} { return j.ended }

// Wait blocks until the job has ended and returns its error; cancelled jobs return context.Canceled.
func (j *Job) Wait() error {
	<-j.ended
	s := j.Snapshot()
	if s.State == Cancelled {
		return context.Canceled
	}
	return s.Err
}

// Snapshot returns the job's present look.
func (j *Job) Snapshot() Snapshot {
	j.mu.Lock()
	defer j.mu.Unlock()
	done, total := j.done.Load(), j.total.Load()
	elapsed, inStage, left := j.elapsed, time.Duration(0), time.Duration(0)
	if !j.state.Final() {
		elapsed = time.Since(j.start)
		inStage = time.Since(j.since)
		j.pace.look(inStage, done)
		left = j.pace.left(total)
	}
	return Snapshot{
		Title: j.title, Stage: j.stage, Done: done, Total: total, Rows: j.rows.Load(), Left: left,
		Elapsed: elapsed, InStage: inStage, State: j.state, Err: j.err, Warnings: j.warnings,
	}
}

// Stage implements engine.Progress.
func (j *Job) Stage(key string, total int64) {
	j.set(func() {
		j.stage, j.since, j.pace = key, time.Now(), pace{}
		j.done.Store(0)
		j.total.Store(total)
		j.rows.Store(0)
	})
}

// Add implements engine.Progress.
func (j *Job) Add(n int64) { j.done.Add(n) }

// Rows implements engine.Progress.
func (j *Job) Rows(n int64) { j.rows.Add(n) }

// Warn implements engine.Progress.
func (j *Job) Warn(w engine.Warning) {
	j.set(func() { j.warnings = append(j.warnings[:len(j.warnings):len(j.warnings)], w) })
}

// Close cancels everything and waits until all work has ended, so that what it
// uses may be closed after.
func (r *Runner) Close() {
	r.stop()
	r.all.Wait()
}
