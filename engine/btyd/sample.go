package btyd

import (
	"cmp"
	"context"
	"maps"
	"math"
	"runtime"
	"slices"
	"sync"

	"huiliu/engine"
)

// chunk is how many histories are summed together. It is fixed, so that sums are
// the same on any number of cores.
const chunk = 4096

// sample is the customers grouped by equal history, ascending, time divided by
// unit, the mean age.
type sample struct {
	x         []int64 // distinct numbers of repeats, ascending
	at        []int32 // index into x of each history
	last, age []float64
	count     []float64
	// times are the distinct values of last and age, ascending, at which lastAt and ageAt
	// point; only if these are dense: few, as of days.
	times         []float64
	lastAt, ageAt []int32
	dense         bool
	unit          float64
	customers     int64
	repeaters     int64
	repeats       int64
}

func group(ctx context.Context, customers []Customer) (*sample, error) {
	if len(customers) == 0 {
		return nil, &engine.Error{Code: "btyd.empty"}
	}
	for i, c := range customers {
		if !c.valid() {
			return nil, &engine.Error{Code: "btyd.bad_row", Args: engine.Args{"row": i + 1,
				"repeats": c.Repeats, "last": engine.Number(c.Last), "age": engine.Number(c.Age)}}
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	sorted := ordered(customers)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s := &sample{customers: int64(len(customers))}
	var total float64
	for i, c := range sorted {
		s.repeats += c.Repeats
		if c.Repeats > 0 {
			s.repeaters++
		}
		total += c.Age
		if i > 0 && c == sorted[i-1] {
			s.count[len(s.count)-1]++
			continue
		}
		if i == 0 || c.Repeats != sorted[i-1].Repeats {
			s.x = append(s.x, c.Repeats)
		}
		s.at, s.count = append(s.at, int32(len(s.x)-1)), append(s.count, 1)
		s.last, s.age = append(s.last, c.Last), append(s.age, c.Age)
	}
	if s.unit = total / float64(len(sorted)); s.unit == 0 {
		s.unit = 1
	}
	for i := range s.age {
		s.last[i] /= s.unit
		s.age[i] /= s.unit
	}
	s.index()
	return s, nil
}

// index fills times and what points at them, unless they are more than a quarter of the
// histories.
func (s *sample) index() {
	at := map[float64]int32{}
	for i := range s.age {
		at[s.last[i]], at[s.age[i]] = 0, 0
		if 4*len(at) > len(s.age)+chunk {
			return
		}
	}
	s.dense = true
	s.times = slices.Sorted(maps.Keys(at))
	for i, y := range s.times {
		at[y] = int32(i)
	}
	s.lastAt, s.ageAt = make([]int32, len(s.age)), make([]int32, len(s.age))
	for i := range s.age {
		s.lastAt[i], s.ageAt[i] = at[s.last[i]], at[s.age[i]]
	}
}

func (c Customer) valid() bool {
	return c.Repeats >= 0 && c.Last >= 0 && c.Last <= c.Age && !math.IsInf(c.Age, 0) &&
		(c.Repeats > 0 || c.Last == 0)
}

// ordered is the histories by repeats, age and last purchase. Those without repeats, half
// of a shop and more, differ in age alone.
func ordered(customers []Customer) []Customer {
	var once []float64
	var more []Customer
	for _, c := range customers {
		if c.Repeats == 0 {
			once = append(once, c.Age)
		} else {
			more = append(more, c)
		}
	}
	var sorting sync.WaitGroup
	sorting.Go(func() { slices.Sort(once) })
	slices.SortFunc(more, compareHistories)
	sorting.Wait()
	out := make([]Customer, 0, len(customers))
	for _, age := range once {
		out = append(out, Customer{Age: age})
	}
	return append(out, more...)
}

func compareHistories(a, b Customer) int {
	if a.Repeats != b.Repeats {
		return cmp.Compare(a.Repeats, b.Repeats)
	}
	if a.Age != b.Age {
		return cmp.Compare(a.Age, b.Age)
	}
	return cmp.Compare(a.Last, b.Last)
}

// thinned is every so manieth history, about size of them; nil when there are not
// many more.
func (s *sample) thinned(size int) *sample {
	step := len(s.age) / size
	if step < 3 {
		return nil
	}
	few := &sample{x: s.x, unit: s.unit}
	for i := step / 2; i < len(s.age); i += step {
		few.at, few.count = append(few.at, s.at[i]), append(few.count, s.count[i])
		few.last, few.age = append(few.last, s.last[i]), append(few.age, s.age[i])
	}
	few.index()
	return few
}

// total adds what f says of each chunk, in the order of the chunks. Cancelled, it
// leaves NaN.
func (s *sample) total(ctx context.Context, f func(from, to int, sum []float64), sum []float64) {
	n, width := (len(s.age)+chunk-1)/chunk, len(sum)
	parts := make([]float64, n*width)
	spread(ctx, n, func(k int) {
		f(k*chunk, min(len(s.age), (k+1)*chunk), parts[k*width:(k+1)*width])
	})
	clear(sum)
	for i, v := range parts {
		sum[i%width] += v
	}
	if ctx.Err() != nil {
		sum[0] = math.NaN()
	}
}

// spread runs f(0) … f(n−1) on all cores until cancelled.
func spread(ctx context.Context, n int, f func(k int)) {
	workers := min(n, runtime.GOMAXPROCS(0))
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for k := w; k < n && ctx.Err() == nil; k += workers {
				f(k)
			}
		})
	}
	wg.Wait()
}

// meanRate is repeat purchases per unit of time.
func (s *sample) meanRate() float64 {
	var t float64
	for i, a := range s.age {
		t += a * s.count[i]
	}
	if t == 0 {
		return 1
	}
	return float64(s.repeats) / t
}
