package tree

import (
	"math"
	"slices"
)

const (
	digit      = 11 // bits of one pass
	smallSort  = 4096
	digitCount = (64 + digit - 1) / digit
)

// sortFloats sorts ascending, NaN not among them: by radix where there are many.
func sortFloats(v []float64) {
	if len(v) < smallSort {
		slices.Sort(v)
		return
	}
	keys := make([]uint64, len(v))
	for i, f := range v {
		b := math.Float64bits(f)
		keys[i] = b ^ (uint64(int64(b)>>63) | 1<<63) // order of floats as order of integers
	}
	keys = sortKeys(keys)
	for i, k := range keys {
		if k>>63 == 1 {
			k ^= 1 << 63
		} else {
			k = ^k
		}
		v[i] = math.Float64frombits(k)
	}
}

// sortKeys sorts by radix, skipping digits that are the same everywhere.
func sortKeys(keys []uint64) []uint64 {
	spare := make([]uint64, len(keys))
	var count [digitCount][1 << digit]int
	for _, k := range keys {
		for d := range count {
			count[d][k>>(d*digit)&(1<<digit-1)]++
		}
	}
	for d := range count {
		shift := d * digit
		if count[d][keys[0]>>shift&(1<<digit-1)] == len(keys) {
			continue
		}
		at := 0
		for b, n := range count[d] {
			count[d][b] = at
			at += n
		}
		for _, k := range keys {
			b := k >> shift & (1<<digit - 1)
			spare[count[d][b]] = k
			count[d][b]++
		}
		keys, spare = spare, keys
	}
	return keys
}
