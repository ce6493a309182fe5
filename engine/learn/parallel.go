package learn

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// Workers is how many tasks of Parallel run at once.
func Workers() int { return runtime.GOMAXPROCS(0) }

// Parallel runs do(0…n−1), each once, on all cores; worker is below Workers(). Tasks
// must not depend on who runs them or when. It gives up between tasks when the
// context ends, with its error.
func Parallel(ctx context.Context, n int, do func(task, worker int)) error {
	k := min(Workers(), n)
	if k <= 1 {
		for i := range n {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			do(i, 0)
		}
		return ctx.Err()
	}
	var next atomic.Int64
	var done sync.WaitGroup
	run := func(worker int) {
		defer done.Done()
		for {
			i := int(next.Add(1)) - 1
			if i >= n || ctx.Err() != nil {
				return
			}
			do(i, worker)
		}
	}
	done.Add(k)
	for w := 1; w < k; w++ {
		go run(w)
	}
	run(0)
	done.Wait()
	return ctx.Err()
}
