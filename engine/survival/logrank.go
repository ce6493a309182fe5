package survival

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// Comparison is a log-rank test of k groups. The slices are parallel to Groups,
// which ascend. ChiSq and P are undefined when fewer than two groups were ever at
// risk together, or nothing ended.
type Comparison struct {
	Groups   []string        `json:"groups"`
	N        []int64         `json:"n"`
	Observed []int64         `json:"observed"`
	Expected []engine.Number `json:"expected"`
	ChiSq    engine.Number   `json:"chiSq"`
	DF       int             `json:"df"`
	P        engine.Number   `json:"p"`
	Skipped  int64           `json:"skipped,omitempty"`
}

// Weight says which differences a comparison looks for.
type Weight int

// The weights: LogRank counts all times alike, PetoPeto early ends more, by the
// share still there.
const (
	LogRankWeight Weight = iota
	PetoPetoWeight
)

type member struct {
	time  float64
	ended bool
	group int
}

// LogRank tests whether the lifetimes of groups differ. Crossing curves can hide
// from it: look at them too. Lives with an unusable time are left out.
func LogRank(times []float64, events []bool, groups []string, w Weight) Comparison {
	lives, names, skipped := members(times, events, groups)
	c := compare(lives, len(names), w)
	c.Groups, c.Skipped = names, skipped
	return c
}

func members(times []float64, events []bool, groups []string) (lives []member, names []string, skipped int64) {
	names = slices.Clone(groups[:min(len(groups), len(times), len(events))])
	slices.Sort(names)
	names = slices.Compact(names)
	for i, t := range times {
		if i >= len(events) || i >= len(groups) || !(t >= 0) || math.IsInf(t, 0) {
			skipped++
			continue
		}
		g, _ := slices.BinarySearch(names, groups[i])
		lives = append(lives, member{t, events[i], g})
	}
	slices.SortFunc(lives, func(a, b member) int { return cmp.Compare(a.time, b.time) })
	return lives, names, skipped
}

// tally sums over the times with an end, one entry a group.
type tally struct {
	risk, ended     []float64
	expected, score []float64
	v               []float64 // covariance of the scores, row-major
}

func compare(lives []member, k int, w Weight) Comparison {
	c := Comparison{N: make([]int64, k), Observed: make([]int64, k), Expected: make([]engine.Number, k),
		ChiSq: engine.Undefined(), P: engine.Undefined()}
	t := tally{make([]float64, k), make([]float64, k), make([]float64, k), make([]float64, k), make([]float64, k*k)}
	for _, l := range lives {
		c.N[l.group]++
		t.risk[l.group]++
	}
	s := 1.0
	for i := 0; i < len(lives); {
		j, d := i, 0.0
		clear(t.ended)
		for ; j < len(lives) && lives[j].time == lives[i].time; j++ {
			if lives[j].ended {
				t.ended[lives[j].group]++
				c.Observed[lives[j].group]++
				d++
			}
		}
		if n := float64(len(lives) - i); d > 0 {
			weight := 1.0
			if w == PetoPetoWeight {
				weight = s
			}
			s *= (n - d) / n
			t.add(weight, n, d)
		}
		for ; i < j; i++ {
			t.risk[lives[i].group]--
		}
	}
	for g, e := range t.expected {
		c.Expected[g] = engine.Number(e)
	}
	c.test(t.score, t.v, t.expected)
	return c
}

// add counts one time with d ends among n at risk.
func (t *tally) add(weight, n, d float64) {
	k := len(t.risk)
	for a, r := range t.risk {
		e := d * r / n
		t.expected[a] += e
		t.score[a] += weight * (t.ended[a] - e)
		if n <= 1 {
			continue
		}
		f := weight * weight * d * (n - d) / (n * n * (n - 1)) * r
		t.v[a*k+a] += f * n
		for b, q := range t.risk {
			t.v[a*k+b] -= f * q
		}
	}
}

// test drops groups never at risk at an end, and one more: the scores add to zero.
func (c *Comparison) test(score, v, expected []float64) {
	var use []int
	for g, e := range expected {
		if e > 0 {
			use = append(use, g)
		}
	}
	if len(use) < 2 {
		return
	}
	use = use[1:]
	c.DF = len(use)
	k := len(score)
	m, u := mat.NewSymDense(len(use), nil), mat.NewVecDense(len(use), nil)
	for a, i := range use {
		u.SetVec(a, score[i])
		for b := a; b < len(use); b++ {
			m.SetSym(a, b, v[i*k+use[b]])
		}
	}
	if q, ok := quadratic(m, u); ok {
		c.ChiSq, c.P = engine.Number(q), engine.Number(stat.ChiSquareTail(q, float64(c.DF)))
	}
}

// quadratic is uᵀ·m⁻¹·u.
func quadratic(m *mat.SymDense, u *mat.VecDense) (float64, bool) {
	var chol mat.Cholesky
	var x mat.VecDense
	if !chol.Factorize(m) {
		return 0, false
	}
	if err := chol.SolveVecTo(&x, u); err != nil {
		if _, poor := err.(mat.Condition); !poor {
			return 0, false
		}
	}
	return mat.Dot(u, &x), true
}

// Pair is a log-rank test of two groups with its p adjusted for all pairs.
type Pair struct {
	A     string        `json:"a"`
	B     string        `json:"b"`
	ChiSq engine.Number `json:"chiSq"`
	P     engine.Number `json:"p"`
	Holm  engine.Number `json:"holm"` // family-wise error
	BH    engine.Number `json:"bh"`   // false-discovery rate
}

// LogRankPairs tests every pair of groups on its own.
func LogRankPairs(times []float64, events []bool, groups []string, w Weight) []Pair {
	lives, names, _ := members(times, events, groups)
	var pairs []Pair
	var p []float64
	for a := range names {
		for b := a + 1; b < len(names); b++ {
			var two []member
			for _, l := range lives {
				if l.group == a || l.group == b {
					two = append(two, member{l.time, l.ended, (l.group - a) / (b - a)})
				}
			}
			c := compare(two, 2, w)
			pairs = append(pairs, Pair{A: names[a], B: names[b], ChiSq: c.ChiSq, P: c.P})
			p = append(p, float64(c.P))
		}
	}
	holm, bh := stat.Holm(p), stat.BenjaminiHochberg(p)
	for i := range pairs {
		pairs[i].Holm, pairs[i].BH = engine.Number(holm[i]), engine.Number(bh[i])
	}
	return pairs
}
