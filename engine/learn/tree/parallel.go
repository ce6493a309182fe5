package tree

import (
	"context"

	"huiliu/engine/learn"
)

// chunk is how many rows a task takes where rows are dealt with one by one; a packed
// histogram holds them.
const chunk = flush

// overRows runs do over ranges of rows on all cores.
func overRows(ctx context.Context, rows int, do func(from, to int)) error {
	return learn.Parallel(ctx, (rows+chunk-1)/chunk, func(c, _ int) {
		do(c*chunk, min((c+1)*chunk, rows))
	})
}
