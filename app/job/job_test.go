package job_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"huiliu/app/job"
	"huiliu/engine"
)

func TestRunner_ReportsAtMostTenTimesASecondAndAlwaysTheEnd(t *testing.T) {
	var mu sync.Mutex
	var seen []job.Snapshot
	r := job.NewRunner(func(_ *job.Job, s job.Snapshot) { mu.Lock(); seen = append(seen, s); mu.Unlock() })
	defer r.Close()
	began := time.Now()
	j := r.Submit("t", func(_ context.Context, p engine.Progress) error {
		p.Stage("count", 0)
		for start := time.Now(); time.Since(start) < 350*time.Millisecond; {
			p.Add(1)
		}
		return nil
	})
	if err := j.Wait(); err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	defer mu.Unlock()
	if n, most := len(seen), int(time.Since(began)/(100*time.Millisecond))+2; n < 1 || n > most {
		t.Errorf("%d reports in %s", n, time.Since(began))
	}
	if last := seen[len(seen)-1]; last.State != job.Done || last.Done == 0 {
		t.Errorf("last report %+v", last)
	}
}

func TestRunner_OneHeavyJobAtATime(t *testing.T) {
	r := job.NewRunner(nil)
	defer r.Close()
	var mu sync.Mutex
	running, most := 0, 0
	work := func(context.Context, engine.Progress) error {
		mu.Lock()
		running++
		most = max(most, running)
		mu.Unlock()
		time.Sleep(5 * time.Millisecond)
		mu.Lock()
		running--
		mu.Unlock()
		return nil
	}
	var jobs []*job.Job
	for range 8 {
		jobs = append(jobs, r.Submit("t", work))
	}
	for _, j := range jobs {
		if err := j.Wait(); err != nil {
			t.Fatal(err)
		}
	}
	if most != 1 {
		t.Errorf("%d jobs ran together", most)
	}
}

func TestRunner_CancelPanicAndFailureAreTold(t *testing.T) {
	r := job.NewRunner(nil)
	defer r.Close()
	j := r.Submit("t", func(ctx context.Context, _ engine.Progress) error { <-ctx.Done(); return ctx.Err() })
	j.Cancel()
	if err := j.Wait(); !errors.Is(err, context.Canceled) || j.Snapshot().State != job.Cancelled {
		t.Errorf("cancelled: %v %v", err, j.Snapshot().State)
	}
	j = r.Submit("t", func(ctx context.Context, _ engine.Progress) error { <-ctx.Done(); return errors.New("INTERRUPT Error") })
	j.Cancel()
	if err := j.Wait(); !errors.Is(err, context.Canceled) {
		t.Errorf("a query cut by the cancel: %v", err)
	}
	j = r.Submit("t", func(context.Context, engine.Progress) error { panic("oh") })
	var e *engine.Error
	if err := j.Wait(); !errors.As(err, &e) || e.Code != "internal" {
		t.Errorf("panic: %v", err)
	}
	boom := errors.New("boom")
	if err := r.Submit("t", func(context.Context, engine.Progress) error { return boom }).Wait(); !errors.Is(err, boom) {
		t.Errorf("failure: %v", err)
	}
}
