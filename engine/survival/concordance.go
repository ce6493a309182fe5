package survival

import (
	"math"
	"slices"

	"huiliu/engine"
)

// Concordance is how often, of two rows that can be compared, the one with the
// higher hazard ended first; one half is chance. Equal hazards count a half, ends
// at the same time are left out, as in R's survival::concordance.
type Concordance struct {
	Value      engine.Number `json:"value"`
	SE         engine.Number `json:"se"` // infinitesimal jackknife; undefined with late entry
	Concordant int64         `json:"concordant"`
	Discordant int64         `json:"discordant"`
	TiedHazard int64         `json:"tiedHazard"`
	TiedTime   int64         `json:"tiedTime"`
	TiedBoth   int64         `json:"tiedBoth"`
}

// tree counts ranks and answers how many lie below one (Fenwick).
type tree []int64

func (t tree) add(rank int, by int64) {
	for i := rank + 1; i < len(t); i += i & -i {
		t[i] += by
	}
}

func (t tree) below(rank int) (n int64) {
	for i := rank; i > 0; i -= i & -i {
		n += t[i]
	}
	return n
}

// balance is the ranks of the rows by hazard and, for each row, concordant minus
// discordant partners and all partners.
type balance struct {
	rank         []int
	levels       int
	score, pairs []float64
}

func (d *design) concordance(eta []float64) Concordance {
	c := Concordance{Value: engine.Undefined(), SE: engine.Undefined()}
	levels := slices.Clone(eta)
	slices.Sort(levels)
	levels = slices.Compact(levels)
	rank := make([]int, d.n)
	for i, e := range eta {
		rank[i], _ = slices.BinarySearch(levels, e)
	}
	b := balance{rank, len(levels), make([]float64, d.n), make([]float64, d.n)}
	from := 0
	for _, end := range d.ends {
		d.earlier(&c, b, from, end)
		if d.entry == nil {
			d.later(b, from, end)
		}
		from = end
	}
	pairs := float64(c.Concordant + c.Discordant + c.TiedHazard)
	if pairs == 0 {
		return c
	}
	v := (float64(c.Concordant) + float64(c.TiedHazard)/2) / pairs
	c.Value = engine.Number(v)
	if d.entry == nil {
		var sum float64
		for i, n := range b.pairs {
			influence := ((b.score[i]+n)/2 - v*n) / pairs
			sum += influence * influence
		}
		c.SE = engine.Number(math.Sqrt(sum))
	}
	return c
}

// earlier compares each row that ended with those that lasted longer.
func (d *design) earlier(c *Concordance, b balance, from, end int) {
	rank := b.rank
	t, n, gone := make(tree, b.levels+1), int64(0), from
	for i := from; i < end; {
		j := i
		for ; j < end && d.time[j] == d.time[i] && !d.event[j]; j++ {
			t.add(rank[j], 1)
			n++
		}
		for ; d.entry != nil && gone < end && d.entry[d.byEntry[gone]] >= d.time[i]; gone++ {
			t.add(rank[d.byEntry[gone]], -1)
			n--
		}
		first := j
		for ; j < end && d.time[j] == d.time[i]; j++ {
			low := t.below(rank[j])
			same := t.below(rank[j]+1) - low
			c.Concordant += low
			c.Discordant += n - low - same
			c.TiedHazard += same
			b.score[j] += float64(low - (n - low - same))
			b.pairs[j] += float64(n)
		}
		c.tied(slices.Clone(rank[first:j]))
		for k := first; k < j; k++ {
			t.add(rank[k], 1)
			n++
		}
		i = j
	}
}

// tied counts the pairs that ended at the same time, those of equal hazard apart.
func (c *Concordance) tied(ranks []int) {
	slices.Sort(ranks)
	both := int64(0)
	for k := 0; k < len(ranks); {
		m := k
		for m < len(ranks) && ranks[m] == ranks[k] {
			m++
		}
		both += pairsOf(m - k)
		k = m
	}
	c.TiedTime += pairsOf(len(ranks)) - both
	c.TiedBoth += both
}

func pairsOf(n int) int64 { return int64(n) * int64(n-1) / 2 }

// later compares each row with those that ended before it.
func (d *design) later(b balance, from, end int) {
	rank := b.rank
	t, n := make(tree, b.levels+1), int64(0)
	count := func(i int) {
		low := t.below(rank[i])
		same := t.below(rank[i]+1) - low
		b.score[i] += float64(n - low - same - low) // concordant: the earlier had the higher hazard
		b.pairs[i] += float64(n)
	}
	for j := end; j > from; {
		i := j
		for i > from && d.time[i-1] == d.time[j-1] {
			i--
		}
		for k := i; k < j; k++ {
			if d.event[k] {
				count(k)
			}
		}
		for k := i; k < j; k++ {
			if d.event[k] {
				t.add(rank[k], 1)
				n++
			}
		}
		for k := i; k < j; k++ {
			if !d.event[k] {
				count(k)
			}
		}
		j = i
	}
}
