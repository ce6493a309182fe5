package app

import (
	"context"

	"huiliu/engine"
	"huiliu/engine/sample"
)

// WriteSample writes the files of the invented sample shop and its known truth to
// dir; seed 0 and customers 0 choose the defaults.
func WriteSample(ctx context.Context, dir string, seed uint64, customers int, p engine.Progress) error {
	if seed == 0 {
		seed = Seed
	}
	_, err := sample.Write(ctx, dir, sample.Options{Seed: seed, Customers: customers}, p)
	return err
}

// WriteDoubtful writes small tables that leave a person something to decide: dates that
// can be read in two ways, rows that cannot be loaded, customers under two ids.
func WriteDoubtful(dir string) ([]string, error) { return sample.Doubtful(dir) }
