package learn

import (
	"cmp"
	"slices"

	"huiliu/engine/stat"
)

// StratifiedFolds assigns each row a fold 0…k−1 by chance from the seed, events
// and others spread evenly: fold sizes, and events per fold, differ by at most
// one. Rows must come in a stated order (by key). k below 1 counts as 1.
func StratifiedFolds(y []bool, k int, seed uint64) []int {
	fold := make([]int, len(y))
	d := newDealer(k, seed, "learn.folds")
	for _, yes := range []bool{true, false} {
		var rows []int
		for i, v := range y {
			if v == yes {
				rows = append(rows, i)
			}
		}
		d.deal(len(rows), func(i, f int) { fold[rows[i]] = f })
	}
	return fold
}

// GroupFolds assigns each row a fold so that a group (a customer seen at several
// dates) is never in two. It depends on the set of group numbers and the seed,
// not on the order of rows; folds hold equally many groups, give or take one.
func GroupFolds(group []int32, k int, seed uint64) []int {
	return StratifiedGroupFolds(group, make([]bool, len(group)), k, seed)
}

// StratifiedGroupFolds is GroupFolds with groups that have an event dealt apart
// from those without. A row beyond the end of y counts as without.
func StratifiedGroupFolds(group []int32, y []bool, k int, seed uint64) []int {
	event := make(map[int32]bool, len(group))
	for i, g := range group {
		event[g] = event[g] || i < len(y) && y[i]
	}
	ids := make([]int32, 0, len(event))
	for g := range event {
		ids = append(ids, g)
	}
	slices.SortFunc(ids, func(a, b int32) int { // events first, then by number: a total order
		if event[a] != event[b] {
			return cmp.Compare(stratum(event[a]), stratum(event[b]))
		}
		return cmp.Compare(a, b)
	})
	split := slices.IndexFunc(ids, func(g int32) bool { return !event[g] })
	if split < 0 {
		split = len(ids)
	}
	of := make(map[int32]int, len(ids))
	d := newDealer(k, seed, "learn.groupfolds")
	for _, part := range [][]int32{ids[:split], ids[split:]} {
		d.deal(len(part), func(i, f int) { of[part[i]] = f })
	}
	fold := make([]int, len(group))
	for i, g := range group {
		fold[i] = of[g]
	}
	return fold
}

func stratum(event bool) int {
	if event {
		return 0
	}
	return 1
}

// Split lists the rows outside and inside fold f, both ascending.
func Split(fold []int, f int) (train, test []int) {
	for i, v := range fold {
		if v == f {
			test = append(test, i)
		} else {
			train = append(train, i)
		}
	}
	return train, test
}

// dealer hands items out like cards, going on where the last stratum ended.
type dealer struct {
	k, next int
	shuffle func(n int, swap func(i, j int))
}

func newDealer(k int, seed uint64, purpose string) *dealer {
	return &dealer{k: max(k, 1), shuffle: stat.NewRand(seed, purpose).Shuffle}
}

func (d *dealer) deal(n int, give func(item, fold int)) {
	items := make([]int, n)
	for i := range items {
		items[i] = i
	}
	d.shuffle(n, func(i, j int) { items[i], items[j] = items[j], items[i] })
	for _, item := range items {
		give(item, d.next)
		d.next = (d.next + 1) % d.k
	}
}
