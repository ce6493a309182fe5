package tree

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// workers is how many tasks run at once.
func workers() int { return runtime.GOMAXPROCS(0) }

// parallel runs do(0…n−1), each once, on all cores; worker is below workers(). Tasks
// must not depend on who runs them or when. It gives up between tasks when the
// context ends, with its error.
func parallel(ctx context.Context, n int, do func(task, worker int)) error {
	k := min(workers(), n)
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

// chunk is how many rows a task takes where rows are dealt with one by one; a packed
// histogram holds them.
const chunk = flush

// overRows runs do over ranges of rows on all cores.
func overRows(ctx context.Context, rows int, do func(from, to int)) error {
	return parallel(ctx, (rows+chunk-1)/chunk, func(c, _ int) {
		do(c*chunk, min((c+1)*chunk, rows))
	})
}
