package store

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// orderParts is into how many parts the hashes of orders are dealt: each fits into the
// cache of a processor.
const orderParts = 64

// orders counts the different orders of the lines noted, as rebuild_orders.sql does.
func (l *ledger) orders() int64 {
	parts := make([][]uint64, orderParts)
	for i := range parts {
		parts[i] = make([]uint64, 0, l.lines/orderParts*9/8)
	}
	for _, p := range l.pages {
		for i := range p {
			if h := p[i].order; p[i].kind != kindRefund {
				parts[h%orderParts] = append(parts[h%orderParts], h)
			}
		}
	}
	var n, next atomic.Int64
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for i := next.Add(1) - 1; i < orderParts; i = next.Add(1) - 1 {
				n.Add(different(parts[i]))
			}
		})
	}
	group.Wait()
	return n.Load()
}

// different counts the different values of a list.
func different(list []uint64) (n int64) {
	size := 256
	for size < 2*len(list) {
		size *= 2
	}
	slots, mask, zero := make([]uint64, size), uint64(size-1), int64(0)
	for _, h := range list {
		if h == 0 { // marks a free slot
			zero = 1
			continue
		}
		at := h / orderParts & mask
		for slots[at] != 0 && slots[at] != h {
			at = (at + 1) & mask
		}
		if slots[at] == 0 {
			slots[at] = h
			n++
		}
	}
	return n + zero
}
