package rules

import (
	"encoding/binary"
	"slices"

	"huiliu/engine/stat"
)

// Prune drops rules that say nothing beyond a shorter one. A rule is redundant when a
// rule with part of its If has at least its confidence. With a level below 1 those go
// too of which it cannot be told at that level, by Fisher's exact one-sided test among
// the transactions that fulfil the shorter rule, that what was added matters (Webb,
// Discovering Significant Patterns, 2007). Dropped rules are compared with too: what they
// say still stands. The order is kept.
func Prune(list []Rule, level float64) []Rule {
	byItems := make(map[string]*Rule, len(list))
	for i := range list {
		byItems[key(list[i].If)] = &list[i]
	}
	out := []Rule{}
	for i := range list {
		r := &list[i]
		if !slices.ContainsFunc(parts(r.If), func(part []int32) bool {
			shorter, ok := byItems[key(part)]
			return ok && r.addsNothing(shorter, level)
		}) {
			out = append(out, *r)
		}
	}
	return out
}

// addsNothing compares a rule with one of part of its If, by whole numbers first.
func (r *Rule) addsNothing(shorter *Rule, level float64) bool {
	if r.Count*shorter.CountIf <= shorter.Count*r.CountIf {
		return true
	}
	return level < 1 && stat.FisherGreater(r.Count, r.CountIf, shorter.Count, shorter.CountIf) > level
}

// key is a set as a map key.
func key(items []int32) string {
	b := make([]byte, 0, 4*len(items))
	for _, i := range items {
		b = binary.BigEndian.AppendUint32(b, uint32(i))
	}
	return string(b)
}

// parts are the true, non-empty subsets.
func parts(items []int32) [][]int32 {
	var out [][]int32
	for mask := 1; mask < 1<<len(items)-1; mask++ {
		var part []int32
		for i, item := range items {
			if mask>>i&1 == 1 {
				part = append(part, item)
			}
		}
		out = append(out, part)
	}
	return out
}
