package stat

import (
	"hash/fnv"
	"math/rand/v2"
)

// NewRand returns a generator that depends only on the project seed and on what
// it is for, so that a new use of chance elsewhere never moves this one.
func NewRand(seed uint64, purpose string) *rand.Rand {
	h := fnv.New64a()
	_, _ = h.Write([]byte(purpose)) // never fails by contract of hash.Hash
	return rand.New(rand.NewPCG(seed, h.Sum64()))
}
